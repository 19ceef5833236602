// Sorts and searches the tables that Python marked (helpers.figures.publish); all words are Python's.
// A plain script: a module would not load on pages that are opened from a folder.
"use strict";
(() => {
  const FEWEST_SEARCHED = 5; // rows that one no longer takes in at a glance
  const collator = new Intl.Collator("zh"); // Chinese by pinyin

  // Full-width digits and capitals are found by plain ones.
  const fold = (text) => text.normalize("NFKC").toLowerCase();

  // A cell's unrounded number or else its text; null for missing.
  const keyOf = (cell) => {
    const { value } = cell.dataset;
    if (value) return Number(value);
    return value === "" ? null : cell.textContent.trim() || null;
  };

  // Missing values stay last in both directions; where a column holds both, numbers stand before text.
  const compare = (a, b, sign) => {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a !== typeof b) return typeof a === "number" ? -sign : sign;
    return sign * (typeof a === "number" ? (a > b) - (a < b) : collator.compare(a, b));
  };

  // Text enters a page as text only: what a corpus holds is never read as HTML.
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const enhance = (figure) => {
    const words = figure.dataset;
    const box = figure.querySelector(".table-scroll");
    const table = box.querySelector("table");
    const heads = [...table.tHead.rows[0].cells];
    const headings = heads.map((head) => head.textContent);
    const listed = [...table.tBodies[0].rows];
    // A line for each cell: what is searched for has no line break, so it is found within one cell only.
    const texts = new Map(
      listed.map((row) => [row, fold([...row.cells].map((cell) => cell.textContent).join("\n"))]),
    );
    let rows = listed;
    let column = -1; // as listed
    let descending = false;

    const input = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const count = make("span", { class: "fangzhi-count", role: "status", "aria-live": "polite" });
    const columns = [words.asListed, ...headings].map((text, i) => make("option", { value: i - 1 }, text));
    const select = make("select", { autocomplete: "off" }, ...columns);
    const direction = make("button", { type: "button" });

    const filter = () => {
      const wanted = fold(input.value.trim());
      for (const row of listed) row.hidden = !texts.get(row).includes(wanted);
      const found = listed.filter((row) => !row.hidden).length;
      count.textContent = words.count.replace("{n}", found.toLocaleString("en"));
    };

    const show = () => {
      heads.forEach((head, i) => {
        if (i === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      select.value = column;
      direction.disabled = column < 0;
      direction.className = descending ? "fangzhi-descending" : "fangzhi-ascending";
      direction.textContent = descending ? words.descending : words.ascending;
    };

    // Rows that are equal keep the order in which they stand, so that one may sort by one column, then another.
    const sort = (index, down) => {
      [column, descending] = [index, down];
      const keys = new Map(column < 0 ? [] : rows.map((row) => [row, keyOf(row.cells[column])]));
      rows =
        column < 0
          ? listed
          : [...rows].sort((a, b) => compare(keys.get(a), keys.get(b), descending ? -1 : 1));
      for (const row of rows) table.tBodies[0].append(row);
      box.scrollTop = 0; // the first row is what one sorts for
      show();
    };

    heads.forEach((head, i) => {
      const button = make("button", { type: "button" }, headings[i]);
      button.addEventListener("click", () => sort(i, i === column && !descending));
      head.replaceChildren(button);
    });
    select.addEventListener("change", () => sort(Number(select.value), false));
    direction.addEventListener("click", () => sort(column, !descending));
    // While an input method composes, the box holds pinyin that no cell would match.
    input.addEventListener("input", (event) => event.isComposing || filter());
    input.addEventListener("compositionend", filter);

    const sortBy = make("label", {}, make("span", {}, words.sortBy), select);
    const tools = make(
      "div",
      { class: "fangzhi-tools", role: "group", "aria-label": box.getAttribute("aria-label") },
      make("label", {}, make("span", {}, words.search), input),
      make("span", { class: "fangzhi-sort-by" }, sortBy, direction),
      count,
    );
    if (listed.length < FEWEST_SEARCHED) tools.classList.add("fangzhi-few");
    box.before(tools);
    filter();
    show();
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".fangzhi-sortable").forEach(enhance);
  });
})();
