// What a mark of a figure tells, in a box beside it: on hover, on keyboard focus, and at the first tap (the second follows
// the link). And one stop of the Tab key for each figure, in which the arrow keys move from mark to mark.
// A plain script: a module would not load on pages that are opened from a folder.
"use strict";
(() => {
  const GAP = 8; // pixels between the box and its mark, and to the window's edges
  const LINGER = 160; // milliseconds in which the pointer may move from the mark into the box
  const FIGURES = ".fangzhi-tiles, .fangzhi-lanes, .fangzhi-calendar, .fangzhi-keyness";
  const MARKS = "[data-told]:is(a, [role=img])";

  const box = document.createElement("div");
  box.id = "fangzhi-told";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  let owner = null; // the element whose words the box shows
  let spot = null; // where the pointer was on it, if it was the pointer that came
  let byTouch = false;
  let leaving = 0;

  const isChinese = (text) => {
    const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
    return han * 2 > text.replace(/[\s\p{P}]/gu, "").length;
  };

  // Text enters the page as text only: what a corpus holds is never read as HTML.
  const write = (text) => {
    const lines = text.split("\n").map((line) => {
      const div = document.createElement("div");
      div.textContent = line;
      if (isChinese(line)) div.lang = "zh";
      return div;
    });
    box.replaceChildren(...lines);
  };

  // Of an element that runs over several lines, the one under the pointer.
  const rectOf = () => {
    const rects = [...owner.getClientRects()];
    const under = spot && rects.find(({ top, bottom }) => top <= spot.y && spot.y <= bottom);
    return under ?? owner.getBoundingClientRect();
  };

  const place = () => {
    const rect = rectOf();
    const wide = document.documentElement.clientWidth;
    const middle = spot && rect.width > 80 ? spot.x : (rect.left + rect.right) / 2;
    const left = Math.max(GAP, Math.min(middle - box.offsetWidth / 2, wide - box.offsetWidth - GAP));
    const above = rect.top - box.offsetHeight - GAP;
    const below = Math.min(rect.bottom + GAP, window.innerHeight - box.offsetHeight - GAP);
    box.style.left = `${left}px`;
    box.style.top = `${above >= GAP ? above : Math.max(GAP, below)}px`;
  };

  const hide = () => {
    clearTimeout(leaving);
    if (owner?.getAttribute("aria-describedby") === box.id) owner.removeAttribute("aria-describedby");
    owner = null;
    box.hidden = true;
  };

  const show = (element, at = null) => {
    clearTimeout(leaving);
    if (element === owner) return;
    hide();
    owner = element;
    spot = at;
    write(element.dataset.told);
    // A name that says the same is not told twice.
    if (element.getAttribute("aria-label") !== element.dataset.told) element.setAttribute("aria-describedby", box.id);
    box.hidden = false;
    place();
  };

  const toldOf = (target) => (target instanceof Element ? target.closest("[data-told]") : null);

  document.addEventListener("pointerdown", (event) => {
    byTouch = event.pointerType === "touch";
    if (byTouch && !toldOf(event.target) && !box.contains(event.target)) hide();
  });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const element = toldOf(event.target);
    if (element) show(element, { x: event.clientX, y: event.clientY });
    else if (box.contains(event.target)) clearTimeout(leaving);
    else if (owner && owner !== document.activeElement) {
      clearTimeout(leaving);
      leaving = setTimeout(hide, LINGER);
    }
  });
  document.addEventListener("focusin", (event) => {
    const element = toldOf(event.target);
    if (element && !byTouch && element.matches(":focus-visible")) show(element);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === owner) hide();
  });
  document.addEventListener("click", (event) => {
    const element = toldOf(event.target);
    if (!byTouch || !element || element === owner) return;
    event.preventDefault();
    show(element, { x: event.clientX, y: event.clientY });
  });
  document.addEventListener("keydown", (event) => {
    byTouch = false;
    if (event.key === "Escape") hide();
  });
  // The box goes with the mark that has the focus; the pointer stays where it is, and its mark goes.
  const follow = () => {
    if (owner && spot) hide();
    else if (owner) place();
  };
  document.addEventListener("scroll", follow, { capture: true, passive: true });
  window.addEventListener("resize", hide);

  // Left and right go on in the order of the page; up and down to the mark that is nearest in that direction.
  const nearest = (marks, from, sign) => {
    const centre = (mark) => {
      const { left, right, top, bottom } = mark.getBoundingClientRect();
      return { x: (left + right) / 2, y: (top + bottom) / 2 };
    };
    const start = centre(from);
    const ahead = marks
      .map((mark) => ({ mark, at: centre(mark) }))
      .map(({ mark, at }) => ({ mark, far: sign * (at.y - start.y), aside: Math.abs(at.x - start.x) }))
      .filter(({ far }) => far > 4);
    const closest = Math.min(...ahead.map(({ far }) => far));
    const row = ahead.filter(({ far }) => far <= closest + 4);
    return row.sort((a, b) => a.aside - b.aside)[0]?.mark;
  };

  const rove = (figure) => {
    const marks = [...figure.querySelectorAll(MARKS)];
    if (!marks.length) return;
    for (const mark of marks) mark.tabIndex = -1;
    marks[0].tabIndex = 0;
    figure.addEventListener("focusin", ({ target }) => {
      if (!marks.includes(target)) return;
      for (const mark of marks) mark.tabIndex = mark === target ? 0 : -1;
    });
    figure.addEventListener("keydown", (event) => {
      const at = marks.indexOf(event.target);
      if (at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const next = {
        ArrowLeft: () => marks[at - 1],
        ArrowRight: () => marks[at + 1],
        ArrowUp: () => nearest(marks, marks[at], -1),
        ArrowDown: () => nearest(marks, marks[at], 1),
        Home: () => marks[0],
        End: () => marks[marks.length - 1],
      }[event.key];
      if (!next) return;
      event.preventDefault();
      next()?.focus();
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(box);
    // Without this script the browser shows the title itself; with it, it would show both.
    for (const element of document.querySelectorAll(".fangzhi-figure [title]")) {
      element.dataset.told = element.getAttribute("title");
      element.removeAttribute("title");
    }
    document.querySelectorAll(FIGURES).forEach(rove);
  });
})();
