// Every heading, figure and table has an address of its own: a mark behind its words leads to it and copies it. An address
// that lies in something folded unfolds it.
{
  const NAMES = { fig: "figure", tbl: "table" };

  for (const figure of document.querySelectorAll("figure[id^='fig-'], figure[id^='tbl-']")) {
    const caption = figure.querySelector(":scope > figcaption");
    if (!caption) continue;
    const link = document.createElement("a");
    link.className = "headerlink";
    link.href = `#${figure.id}`;
    link.textContent = "#";
    link.title = `Link to this ${NAMES[figure.id.slice(0, 3)]}`;
    link.dataset.of = caption.textContent.trim();
    caption.append(" ", link);
  }

  for (const link of document.querySelectorAll("a.headerlink")) {
    const words = link.dataset.of || link.parentElement.textContent.replace(/#\s*$/, "").trim();
    link.setAttribute("aria-label", `${link.title || "Link"}: ${words.length > 80 ? `${words.slice(0, 79)}…` : words}`);
  }

  const status = document.createElement("div");
  status.className = "fangzhi-status d-print-none";
  status.setAttribute("role", "status");
  document.body.append(status);
  let timer;
  const tell = (text) => {
    status.textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => { status.textContent = ""; }, 2500);
  };

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a.headerlink");
    // The address is in the address bar at any rate; only a page served over HTTPS or by this machine may copy.
    if (!link || !navigator.clipboard) return;
    try {
      await navigator.clipboard.writeText(link.href);
      tell("Link copied");
    } catch { /* the reader's browser forbids it */ }
  });

  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let folded = false;
    for (let details = target.closest("details"); details; details = details.parentElement.closest("details")) {
      folded ||= !details.open;
      details.open = true;
    }
    if (folded) target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();
}
