// What the frame of a page does: the sidebar folds away on a wide screen, the switch of colours says which one holds,
// paper gets the light ones, and the bar at the top throws a shadow once the page has moved. On a narrow screen the theme's script opens the
// sidebars as dialogs.
{
  const wide = matchMedia("(min-width: 960px)");
  const root = document.documentElement;

  const sidebar = document.getElementById("pst-primary-sidebar");
  const toggle = document.querySelector(".primary-toggle");
  if (sidebar && toggle) {
    const tell = () => {
      if (wide.matches) toggle.setAttribute("aria-expanded", !sidebar.classList.contains("pst-sidebar-hidden"));
      else toggle.removeAttribute("aria-expanded");
    };
    // Before the theme's own listener, which would open a dialog.
    toggle.addEventListener("click", (event) => {
      if (!wide.matches) return;
      event.stopImmediatePropagation();
      sidebar.classList.toggle("pst-sidebar-hidden");
      tell();
    }, true);
    wide.addEventListener("change", tell);
    tell();
  }

  const names = { light: "light", dark: "dark", auto: "as the system has it" };
  const tellColours = () => {
    for (const button of document.querySelectorAll(".theme-switch-button")) {
      button.title = `Colours: ${names[root.dataset.mode]}`;
      button.setAttribute("aria-label", button.title);
    }
  };
  new MutationObserver(tellColours).observe(root, { attributeFilter: ["data-mode"] });
  tellColours();

  // Paper is light, whatever the screen is.
  addEventListener("beforeprint", () => { root.dataset.theme = "light"; });
  addEventListener("afterprint", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = root.dataset.mode === "auto" ? (dark ? "dark" : "light") : root.dataset.mode;
  });

  const pixel = document.querySelector(".sbt-scroll-pixel-helper");
  if (pixel) {
    new IntersectionObserver(([entry]) => {
      document.body.classList.toggle("scrolled", entry.boundingClientRect.y < 0);
    }).observe(pixel);
  }
}
