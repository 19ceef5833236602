// The explorer's page: what the reader chooses, the words and sentences of it, and the address by which the view is found again.
// Data comes as scripts, which a page may load from a folder too; all words of the page are Python's, all texts enter it as text.
"use strict";
(() => {
  const root = document.querySelector(".fangzhi-explorer");
  if (!root) return;
  const { spread, others, compare } = fangzhiStatistics;
  const FOLDER = "../explorer/";
  const REST = "rest";
  const AT_ONCE = 50;
  const CHIPS = 6;
  const MOST_SENTENCES = 6;
  const MOST_ALIKE = 12;
  const LABELLED_BY_USE = 12; // of the most frequent words, for the eye to find its way
  const LEASTS = [5, 2, 1]; // occurrences; the first that leaves enough words is taken, if the reader asks for none
  const ENOUGH = 60;

  // ── Data

  const files = new Map();
  let version = "";

  globalThis.fangzhiExplorer = { receive: (name, content) => files.get(name)?.resolve(content) };

  const load = (name) => {
    if (!files.has(name)) {
      const file = {};
      file.content = new Promise((resolve, reject) => {
        file.resolve = resolve;
        const script = document.createElement("script");
        script.src = `${FOLDER}${name}.js${version}`;
        script.onerror = () => {
          files.delete(name);
          reject(new Error(name));
        };
        document.head.append(script);
      });
      files.set(name, file);
    }
    return files.get(name).content;
  };

  let index = null;

  const loadPeriod = async (period) => {
    const { all, sizes } = await load(`counts-${period}`);
    return { all: spread(all, index.terms.length), sizes };
  };

  // One side's sums and sizes: a province's own, or those of all the others.
  const loadSide = async (period, province, ofOthers) => {
    const [{ all, sizes }, file] = await Promise.all([
      loadPeriod(period),
      loadProvince(period, province),
    ]);
    const own = spread(file.own, index.terms.length);
    if (!ofOthers) return { sums: own, size: sizes[province].own };
    const joint = file.joint && spread(file.joint, index.terms.length);
    return { sums: others(all, own, joint), size: sizes[province].rest };
  };

  const loadProvince = async (period, province) => {
    const { sizes } = await load(`counts-${period}`);
    if (!sizes[province].own.tokens) return { own: { at: [], n: [], held: [], squares: [], products: [] } };
    return load(`counts-${period}-${province}`);
  };

  // ── Words

  const say = (name, facts = {}) =>
    index.words[name].replace(/\{(\w+)\}/g, (whole, fact) => (fact in facts ? facts[fact] : whole));
  const grouped = new Intl.NumberFormat("en");
  const number = (value) => grouped.format(value);
  const count = (value, noun) => {
    const [one, several] = index.words[noun];
    return (value === 1 ? one : several).replace("{n}", number(value));
  };
  // Two significant digits, whole from 10 on.
  const short = (value) => {
    if (!value) return "0";
    const digits = Math.max(0, 1 - Math.floor(Math.log10(Number(value.toPrecision(2)))));
    return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  };
  const times = (doublings) => say("times", { n: short(2 ** doublings) });
  const fold = (text) => text.normalize("NFKC").toLowerCase();

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const zh = (text, tag = "span") => make(tag, { lang: "zh" }, text);
  const button = (attributes, pressed, ...children) => {
    const element = make("button", { type: "button", ...attributes }, ...children);
    element.addEventListener("click", pressed);
    return element;
  };
  // A sentence whose *starred* words stand out.
  const starred = (text) =>
    text.split("*").map((part, i) => (i % 2 ? make("em", {}, part) : part));

  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  const sideName = (side) => (side === REST ? say("rest") : index.provinces[side][0]);
  const sideFull = (side) => (side === REST ? say("rest") : index.provinces[side].join(" ").trim());

  // ── What is chosen, and its address

  const controls = {};
  for (const control of root.querySelectorAll("select, input, button")) controls[control.name] = control;
  const place = (name) => root.querySelector(`.fangzhi-explorer-${name}`);
  const [status, answer, notes, list, counted, scroll, panel] =
    ["status", "answer", "notes", "scroll ul", "count", "scroll", "word"].map(place);
  const caption = root.querySelector("figcaption");

  const chosen = { a: 0, b: REST, period: 0, field: -2, least: 0, names: true, term: -1 };

  const readAddress = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    const province = (name) => index.provinces.findIndex(([own, english]) => own === name || english === name);
    const among = (value, length, otherwise) => (value >= 0 && value < length ? value : otherwise);
    chosen.a = among(province(given.get("a")), index.provinces.length, index.first);
    chosen.b = among(province(given.get("b")), index.provinces.length, REST);
    if (chosen.b === chosen.a) chosen.b = REST;
    chosen.period = index.periods.indexOf(given.get("period")) + 1;
    chosen.field = given.get("field") === "none" ? -1 : index.fields.indexOf(given.get("field"));
    if (chosen.field === -1 && given.get("field") !== "none") chosen.field = -2;
    chosen.least = LEASTS.includes(Number(given.get("least"))) ? Number(given.get("least")) : 0;
    chosen.names = given.get("names") !== "all";
    chosen.term = index.terms.indexOf(given.get("term"));
  };

  const writeAddress = () => {
    const given = { a: index.provinces[chosen.a][0], b: chosen.b === REST ? REST : index.provinces[chosen.b][0] };
    if (chosen.period) given.period = index.periods[chosen.period - 1];
    if (chosen.field > -2) given.field = chosen.field < 0 ? "none" : index.fields[chosen.field];
    if (chosen.least) given.least = chosen.least;
    if (!chosen.names) given.names = "all";
    if (chosen.term >= 0) given.term = index.terms[chosen.term];
    const address = Object.entries(given)
      .map(([name, value]) => `${name}=${String(value).replace(/[%&+#\s]/g, encodeURIComponent)}`)
      .join("&");
    history.replaceState(null, "", `#${address}`);
  };

  const fillControls = () => {
    const option = (value, text) => make("option", { value }, text);
    const provinces = index.provinces.map((_, i) => option(i, sideFull(i)));
    controls.a.replaceChildren(...provinces);
    controls.b.replaceChildren(option(REST, say("rest")), ...provinces.map((each) => each.cloneNode(true)));
    controls.period.replaceChildren(
      option(0, say("any_period")),
      ...index.periods.map((name, i) => option(i + 1, name)),
    );
    controls.period.parentElement.hidden = !index.periods.length;
    controls.field.replaceChildren(
      option(-2, say("any_field")),
      ...index.fields.map((name, i) => option(i, name)),
      option(-1, say("no_field")),
    );
    controls.field.parentElement.hidden = !index.fields.length;
    controls.least.replaceChildren(
      ...LEASTS.map((n) => option(n, n === 1 ? say("least_one") : say("least_of", { n }))),
    );
    controls.names.parentElement.hidden = !index.named.length;
  };

  const showControls = () => {
    controls.a.value = chosen.a;
    controls.b.value = chosen.b;
    for (const same of controls.b.options) same.disabled = same.value === String(chosen.a);
    controls.period.value = chosen.period;
    controls.swap.disabled = chosen.b === REST;
    controls.field.value = chosen.field;
    controls.names.checked = chosen.names;
    const sort = controls.sort.value;
    const sorts = { surest: "surest", here: "here", there: "there", certain: "certain", frequent: "frequent" };
    controls.sort.replaceChildren(
      ...Object.keys(sorts).map((name) =>
        make("option", { value: name }, say(`sort_${name}`, { side: sideName(name === "there" ? chosen.b : chosen.a) })),
      ),
    );
    controls.sort.value = sort || "surest";
  };

  // ── The view

  let rows = []; // of all words that both sides' periods hold, as compared
  let shown = []; // of those that meet the conditions
  let sizes = null;
  let points = new Map();
  let asked = 0;

  const lead = (row) => Math.abs(row.ratio) - row.reach; // how far the interval stays from "same"
  const leader = (row) => (row.ratio >= 0 ? chosen.a : chosen.b);
  const sideOf = (row) => (row.ratio >= 0 ? "more" : "less");
  const meets = (row, least) =>
    row.n + row.nOther >= least &&
    (chosen.field === -2 || index.field[row.term] === chosen.field) &&
    !(chosen.names && index.isNamed.has(row.term));

  const told = (row) => {
    if (row.n === 0 || row.nOther === 0) return say("only", { side: sideName(leader(row)) });
    return Math.abs(row.ratio) < 0.01 ? say("as_often") : times(Math.abs(row.ratio));
  };

  const counts = (row) => `${number(row.n)} : ${number(row.nOther)}`;

  const update = async () => {
    const turn = ++asked;
    const { a, b, period } = chosen;
    const [here, there] = await Promise.all([
      loadSide(period, a, false),
      b === REST ? loadSide(period, a, true) : loadSide(period, b, false),
    ]);
    if (turn !== asked) return;
    sizes = [here.size, there.size];
    const silent = [a, b].filter((_, i) => !sizes[i].tokens);
    rows = silent.length ? [] : compare(here, there);
    showControls();
    if (silent.length) status.textContent = say("no_text_of", { side: sideFull(silent[0]) });
    choose(silent.length > 0);
    await showWord();
  };

  // Keep the words that meet the conditions, and show them.
  const choose = (silent = false) => {
    const least = chosen.least || LEASTS.find((n) => rows.filter((row) => meets(row, n)).length >= ENOUGH) || 1;
    controls.least.value = least;
    shown = rows.filter((row) => meets(row, least));
    place("view").hidden = shown.length === 0;
    notes.hidden = answer.hidden = shown.length === 0;
    if (!silent) showStatus();
    if (shown.length) {
      showAnswer();
      showNotes();
      showPlot();
    }
    showList();
  };

  const showStatus = () => {
    if (!shown.length) {
      status.textContent = say("no_term");
      return;
    }
    const [here, there] = sizes;
    status.textContent = say("compared", {
      here: sideFull(chosen.a), there: sideFull(chosen.b), n: number(shown.length),
      here_articles: count(here.articles, "articles"), here_documents: count(here.documents, "documents"),
      there_articles: count(there.articles, "articles"), there_documents: count(there.documents, "documents"),
    });
    status.append(" ", make("strong", {}, say(isTestable() ? "documents_title" : sizes.every(({ t }) => t) ? "rare_title" : "counting_title")));
  };

  // The words of a side whose interval leaves out "same"; where there are intervals over documents, those alone.
  const surest = (side) => {
    const tested = isTestable();
    return shown
      .filter((row) => sideOf(row) === side && lead(row) > 0 && (row.byDocuments || !tested))
      .sort((x, y) => lead(y) - lead(x));
  };

  const isTestable = () => shown.some((row) => row.byDocuments);

  const showAnswer = () => {
    const line = (side, name) => {
      const words = surest(side).slice(0, CHIPS).map((row) =>
        button({ class: "fangzhi-explorer-chip" }, () => pick(row.term),
          zh(index.terms[row.term]), " ", make("small", {}, index.glosses[row.term], " ", row.n && row.nOther ? told(row) : counts(row))),
      );
      const text = capital(say(isTestable() ? "more_sure" : "more", { side: name }));
      return make("p", { class: `fangzhi-explorer-${side}` }, make("b", {}, text), " ",
        ...(words.length ? words : [say("nothing_more")]));
    };
    answer.replaceChildren(line("more", sideFull(chosen.a)), line("less", sideFull(chosen.b)));
  };

  const showNotes = () => {
    const [here, there] = sizes;
    const few = [chosen.a, chosen.b].filter((_, i) => !sizes[i].t);
    const facts = { here: sideFull(chosen.a), there: sideFull(chosen.b) };
    const documents = [here, there].map((size) => count(size.documents, "documents"));
    const which = few.length === 2
      ? say("few_both", { ...facts, here_documents: documents[0], there_documents: documents[1] })
      : few.length && say("few", { side: sideFull(few[0]), documents: documents[few[0] === chosen.a ? 0 : 1] });
    const solid = shown.filter((row) => row.byDocuments);
    const sure = solid.filter((row) => lead(row) > 0);
    let text = say("by_documents", { n: number(solid.length), sure: number(sure.length) });
    if (few.length) text = say("counting", { few: capital(which), fewest: index.fewest });
    else if (!solid.length) text = say("too_rare");
    const link = few.length || !solid.length ? [] : [" ", make("a", { href: root.dataset.chapter }, say("chapter"))];
    const further = [];
    if (index.terms.length < index.termsOfAll) {
      further.push(say("fewer_terms", { n: number(index.terms.length), all: number(index.termsOfAll) }));
    }
    if (index.undated) further.push(say("undated", { articles: count(index.undated, "articles") }));
    notes.replaceChildren(
      make("p", {}, ...starred(text), ...link),
      ...(further.length ? [make("p", {}, further.join(" "))] : []),
    );
  };

  const showPlot = () => {
    const order = [...shown].sort((x, y) => lead(y) - lead(x));
    const rank = new Map(order.filter((row) => lead(row) > 0).map((row, i) => [row.term, i]));
    const frequent = [...shown].sort((x, y) => y.n + y.nOther - x.n - x.nOther).slice(0, LABELLED_BY_USE);
    for (const row of frequent) if (!rank.has(row.term)) rank.set(row.term, rank.size);
    const wanted = fold(controls.q.value.trim());
    // Marks of the most telling words lie on top.
    points = new Map(
      order.reverse().map((row) => [row.term, {
        row, x: row.ratio, y: row.reach, colour: sideOf(row), solid: row.byDocuments,
        faint: wanted !== "" && !matches(row, wanted), name: index.terms[row.term],
        rank: rank.has(row.term) ? rank.get(row.term) : null,
      }]),
    );
    const names = (side) => surest(side).slice(0, 3).map((row) => index.terms[row.term]).join(", ") || say("nothing_more");
    const label = say("plot_label", {
      n: number(shown.length), here: sideFull(chosen.a), there: sideFull(chosen.b),
      more: names("more"), less: names("less"),
    });
    const [left, right] = place("sides").children;
    left.className = "fangzhi-explorer-less";
    right.className = "fangzhi-explorer-more";
    left.textContent = capital(say("says_more", { side: sideFull(chosen.b) }));
    right.textContent = capital(say("says_more", { side: sideFull(chosen.a) }));
    plot.show([...points.values()], label);
    plot.mark(points.get(chosen.term) || null);
    const keys = [["filled", "legend_documents", shown.some((row) => row.byDocuments)],
      ["open", "legend_counting", shown.some((row) => !row.byDocuments)], ["line", "legend_line", true]];
    caption.replaceChildren(...keys.filter(([, , there]) => there).map(([kind, words]) =>
      make("span", { class: `fangzhi-explorer-${kind}` }, ...starred(say(words)))));
  };

  // ── The list of words

  const ORDERS = {
    surest: (x, y) => lead(y) - lead(x),
    here: (x, y) => y.ratio - x.ratio,
    there: (x, y) => x.ratio - y.ratio,
    certain: (x, y) => x.reach - y.reach,
    frequent: (x, y) => y.n + y.nOther - x.n - x.nOther,
  };
  let listed = [];

  const matches = (row, wanted) =>
    fold(index.terms[row.term]).includes(wanted) || fold(index.glosses[row.term]).includes(wanted);

  const item = (row) => {
    const classes = [row.byDocuments ? "fangzhi-explorer-filled" : "", lead(row) > 0 ? "" : "fangzhi-explorer-within"];
    const side = sideOf(row);
    const gloss = index.glosses[row.term];
    const spoken = say("item", {
      term: index.terms[row.term], gloss, ratio: told(row),
      side: sideName(leader(row)), n: number(row.n), n_other: number(row.nOther),
    });
    const element = button({ class: `fangzhi-explorer-item fangzhi-explorer-${side}`, "aria-label": spoken, "data-term": row.term },
      () => pick(row.term),
      make("i", { class: classes.join(" ").trim() }),
      make("span", {}, zh(index.terms[row.term]), " ", make("small", {}, gloss)),
      make("span", {}, told(row)),
      make("small", {}, counts(row)));
    return make("li", {}, element);
  };

  const further = () => {
    const start = list.children.length;
    list.append(...listed.slice(start, start + AT_ONCE).map(item));
    scroll.querySelector(".fangzhi-explorer-further")?.remove();
    const left = Math.min(AT_ONCE, listed.length - list.children.length);
    if (left > 0) {
      scroll.append(button({ class: "fangzhi-explorer-further" }, () => {
        const next = list.children.length;
        further();
        list.children[next].firstChild.focus();
      }, say("further", { n: left })));
    }
    counted.textContent = say("shown", { n: number(list.children.length), all: number(listed.length) });
  };

  const showList = () => {
    const wanted = fold(controls.q.value.trim());
    listed = shown.filter((row) => matches(row, wanted)).sort(ORDERS[controls.sort.value]);
    list.replaceChildren();
    scroll.scrollTop = 0;
    further();
  };

  // ── The word that was clicked

  const pick = async (term) => {
    chosen.term = term;
    writeAddress();
    await showWord();
    panel.focus({ preventScroll: true });
    panel.scrollTop = 0;
    panel.scrollIntoView({ block: "nearest" });
  };

  const close = () => {
    const { term } = chosen;
    chosen.term = -1;
    writeAddress();
    showWord();
    const entry = list.querySelector(`[data-term="${term}"]`);
    (entry || scroll).focus();
  };

  const showWord = async () => {
    const { term } = chosen;
    const row = rows.find((each) => each.term === term);
    plot.mark(points.get(term) || null);
    panel.hidden = !row;
    place("words").hidden = Boolean(row);
    if (!row) return;
    place("view").hidden = false;
    const sides = [chosen.a, chosen.b];
    const heads = [
      button({}, close, say("back")),
      make("h2", {}, zh(index.terms[term]), " ", make("small", {}, index.glosses[term])),
      make("p", {}, ratioOf(row)),
      make("p", {}, ...starred(intervalOf(row))),
      ...sides.map((side, i) => make("p", { class: "fangzhi-explorer-muted" }, say("numbers", {
        side: sideFull(side), occurrences: count(i ? row.nOther : row.n, "occurrences"),
        documents: count(i ? row.heldOther : row.held, "documents"),
        rate: short((1e4 * (i ? row.nOther : row.n)) / sizes[i].tokens),
      }))),
      ...alike(row),
    ];
    panel.replaceChildren(...heads);
    const last = index.chunks.findLastIndex((first) => first <= term);
    const chunk = await load(`sentences-${last}`);
    if (chosen.term !== term) return;
    const quotes = chunk.terms[term - index.chunks[last]].map(([place, ...marks]) => {
      const [article, words] = chunk.quotes[place];
      return { article: chunk.articles[article], words, marks };
    });
    panel.replaceChildren(...heads, ...sides.flatMap((side, i) => sentencesOf(side, i, i ? row.nOther : row.n, quotes)));
    if (!index.published) panel.append(make("p", { class: "fangzhi-explorer-muted" }, say("unpublished")));
  };

  const ratioOf = (row) => {
    const [side, other] = [leader(row), leader(row) === chosen.a ? chosen.b : chosen.a].map(sideFull);
    if (row.n === 0 || row.nOther === 0) return capital(say("ratio_only", { side, other }));
    if (Math.abs(row.ratio) < 0.01) return say("ratio_same");
    return capital(say("ratio", { side, other, times: times(Math.abs(row.ratio)) }));
  };

  // Seen from the side that says it more. Where the other lacks the word, the interval has no far end.
  const intervalOf = (row) => {
    const kind = row.byDocuments ? "interval" : "counting";
    const size = Math.abs(row.ratio);
    const ends = { low: times(size - row.reach), high: times(size + row.reach) };
    if (lead(row) <= 0) return say(`${kind}_same`);
    if (row.n === 0 || row.nOther === 0) return say(`${kind}_open`, ends);
    return say(row.byDocuments ? "interval" : "counting_interval", ends);
  };

  const alike = (row) => {
    const same = shown.filter((each) => each !== row && each.ratio === row.ratio && each.reach === row.reach);
    if (!same.length) return [];
    const words = same.slice(0, MOST_ALIKE).map((each) =>
      button({ class: "fangzhi-explorer-chip" }, () => pick(each.term), zh(index.terms[each.term])));
    const more = same.length > MOST_ALIKE ? [say("alike_more", { n: number(same.length - MOST_ALIKE) })] : [];
    return [make("p", { class: "fangzhi-explorer-muted" }, `${say("alike")}: `, ...words, ...more)];
  };

  // A side's quotes; of many provinces, one of each in turn.
  const ofSide = (side, quotes) => {
    if (side !== REST) return quotes.filter(({ article }) => article[3] === side).slice(0, MOST_SENTENCES);
    const queues = new Map();
    for (const quote of quotes) {
      const province = quote.article[3];
      if (province === chosen.a) continue;
      queues.set(province, [...(queues.get(province) || []), quote]);
    }
    const turns = [...queues.values()].flatMap((queue) => queue.map((quote, turn) => [turn, quote]));
    return turns.sort(([x], [y]) => x - y).map(([, quote]) => quote).slice(0, MOST_SENTENCES);
  };

  const sentencesOf = (side, i, n, quotes) => {
    const inPeriod = quotes.filter(({ article }) => !chosen.period || article[4] === chosen.period - 1);
    const own = ofSide(side, inPeriod);
    const kept = own.length || !chosen.period ? own : ofSide(side, quotes);
    const lines = [make("h3", { class: i ? "fangzhi-explorer-less" : "fangzhi-explorer-more" }, say("sentences_of", { side: sideFull(side) }))];
    if (!n) lines.push(make("p", {}, capital(say("no_sentences", { side: sideFull(side) }))));
    else if (!kept.length) lines.push(make("p", {}, say("none_kept")));
    else if (!own.length) lines.push(make("p", {}, say("other_period")));
    if (n) lines.push(make("ul", { class: i ? "fangzhi-explorer-less" : "fangzhi-explorer-more" }, ...kept.map(sentence)));
    return lines;
  };

  const sentence = ({ article: [link, title, date, province], words, marks }) => {
    const text = zh("");
    let at = 0;
    for (let i = 0; i < marks.length; i += 2) {
      // Python counts characters, JavaScript units of UTF-16.
      const characters = [...words];
      text.append(characters.slice(at, marks[i]).join(""));
      at = marks[i] + marks[i + 1];
      text.append(zh(characters.slice(marks[i], at).join(""), "mark"));
    }
    text.append([...words].slice(at).join(""));
    const source = make("a", { href: link + fragment(words) }, title ? zh(title) : say("untitled"));
    return make("li", {}, text, make("small", {}, `${sideFull(province)}, ${date || say("undated_article")}: `, source));
  };

  // Browsers that know it scroll the article to these words; the others open its beginning.
  const fragment = (words) => {
    const quoted = words.replace(/^…|…$/g, "").slice(0, 24);
    return index.published && quoted ? `#:~:text=${encodeURIComponent(quoted).replace(/-/g, "%2D")}` : "";
  };

  // ── The pointer

  const tip = make("div", { class: "fangzhi-explorer-tip", "aria-hidden": "true", hidden: "" });

  const hover = (point, x, y) => {
    tip.hidden = !point;
    if (!point) return;
    const { row } = point;
    const same = shown.filter((each) => each !== row && each.ratio === row.ratio && each.reach === row.reach).length;
    const parts = [
      make("span", {}, zh(index.terms[row.term], "strong"), " ", index.glosses[row.term]),
      make("span", {}, say("tip", { ratio: told(row), n: number(row.n), n_other: number(row.nOther) })),
    ];
    if (same) parts.push(make("small", {}, say("tip_more", { n: number(same) })));
    tip.replaceChildren(...parts);
    const { clientWidth: width } = tip.parentElement;
    tip.style.left = `${Math.max(0, Math.min(x + 14, width - tip.offsetWidth - 2))}px`;
    tip.style.top = `${y + 16 + tip.offsetHeight > tip.parentElement.clientHeight ? y - tip.offsetHeight - 12 : y + 16}px`;
  };

  let plot = null;

  // ── The start

  const fail = () => {
    status.textContent = root.dataset.failed;
  };

  const changed = () => {
    writeAddress();
    return update().catch(fail);
  };

  const listen = () => {
    controls.a.addEventListener("change", () => {
      const before = chosen.a;
      chosen.a = Number(controls.a.value);
      if (chosen.b === chosen.a) chosen.b = before;
      changed();
    });
    controls.b.addEventListener("change", () => {
      chosen.b = controls.b.value === REST ? REST : Number(controls.b.value);
      changed();
    });
    controls.swap.addEventListener("click", () => {
      if (chosen.b === REST) return;
      [chosen.a, chosen.b] = [chosen.b, chosen.a];
      changed();
    });
    controls.period.addEventListener("change", () => {
      chosen.period = Number(controls.period.value);
      changed();
    });
    for (const name of ["field", "least"]) {
      controls[name].addEventListener("change", () => {
        chosen[name] = Number(controls[name].value);
        writeAddress();
        choose();
      });
    }
    controls.names.addEventListener("change", () => {
      chosen.names = controls.names.checked;
      writeAddress();
      choose();
    });
    const search = () => {
      showPlot();
      showList();
    };
    controls.q.addEventListener("input", (event) => event.isComposing || search());
    controls.q.addEventListener("compositionend", search);
    controls.sort.addEventListener("change", showList);
    panel.addEventListener("keydown", (event) => event.key === "Escape" && close());
    root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", () => {
      readAddress();
      update().catch(fail);
    });
  };

  const start = async () => {
    index = await load("index");
    version = `?v=${index.version}`;
    index.isNamed = new Set(index.named);
    fillControls();
    readAddress();
    plot = fangzhiPlot.make(place("canvas"), index.words, { picked: (point) => pick(point.row.term), hovered: hover });
    place("canvas").append(tip);
    listen();
    await update();
    root.dataset.ready = "";
  };

  root.hidden = false;
  start().catch(fail);
})();
