// The search page. Pagefind's index holds Chinese as overlapping pairs of characters (helpers/site/search.py says why): a
// query is cut the same way, each pair is looked up, and a page matches where its pairs stand in a row.
"use strict";
(() => {
  const CJK = "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}";
  const WIDE = "\\u3000-\\u3004\\u3008-\\u303f\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65";
  const [END, SPACE, BREAK] = ["z", "^", "¶"]; // as in search.py
  const PIECE = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{L}\\p{M}\\p{N}])+`, "gu");
  const CHINESE = new RegExp(`[${CJK}${WIDE}]+`, "gu");
  const STARTS_CJK = new RegExp(`^[${CJK}]`, "u");
  const STARTS_WIDE = new RegExp(`^[${WIDE}]`, "u");
  // Which words of the index begin with a character is known only where their files are loaded: these lie among them.
  const PROBES = [END, ...Array.from({ length: 16 }, (_, i) => String.fromCharCode(0x4e00 + i * 0x520))];
  const [MOST_TOKENS, PAGE_SIZE, PASSAGES] = [48, 10, 3];
  const [BEFORE, LENGTH] = [40, 170]; // of a passage, in the width of a Latin letter

  const $ = (id) => document.getElementById(id);
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const plural = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;

  // ---- The index -------------------------------------------------------------------------------------------------

  let engine; // Pagefind and the characters' variants, once loaded
  const open = () => {
    engine ??= (async () => {
      const base = new URL("pagefind/", document.baseURI);
      const [pagefind, lines] = await Promise.all([
        import(new URL("pagefind.js", base)),
        fetch(new URL("variants.txt", base)).then((response) => {
          if (!response.ok) throw new Error(`variants.txt: ${response.status}`);
          return response.text();
        }),
      ]);
      await pagefind.options({ excerptLength: 1 }); // passages are made here
      await pagefind.init();
      const variants = new Map();
      for (const line of lines.split("\n")) {
        const [present, others = ""] = line.split(" ");
        for (const character of present + others) variants.set(character, [...present]);
      }
      return { pagefind, variants };
    })();
    return engine;
  };

  const remember = (ask) => {
    const known = new Map();
    return (key) => {
      if (!known.has(key)) known.set(key, ask(key));
      return known.get(key);
    };
  };
  const lookUp = remember(async (term) => (await (await open()).pagefind.search(term)).results);
  const membersOf = remember(async (filter) => {
    const [name, value] = filter.split("=");
    const { results } = await (await open()).pagefind.search(null, { filters: { [name]: value } });
    return new Set(results.map((result) => result.id));
  });

  // ---- From a query to tokens ------------------------------------------------------------------------------------

  // A token is one look-up: its terms (the same pair in either script), where it stands in the query, and how far after
  // the token before it may begin in a text. Chinese pairs follow at once; between pieces, punctuation may stand.
  const readQuery = (query, variants) => {
    const written = (character) => variants.get(character) ?? [character];
    const tokens = [];
    let reach = null; // of the token before
    const add = (token, width, within) => {
      const steps = within ? [1] : reach && [...reach];
      tokens.push({ ...token, steps: steps ?? [] });
      reach = token.word ? [0, 1, 2, 3] : [width, width + 1, width + 2];
    };
    for (const { 0: piece, index } of query.matchAll(PIECE)) {
      if (!STARTS_CJK.test(piece)) {
        const word = piece.normalize("NFKC").toLowerCase();
        // Pagefind drops single letters out of a compound such as p-value.
        const joined = /[^\s]/u.test((query[index - 1] ?? " ") + (query[index + piece.length] ?? " ").trim());
        if (word.length > 1 || !joined || query.trim() === piece) {
          add({ terms: [...new Set([word, piece.toLowerCase()])], word: true, start: index, end: index + piece.length }, 1);
        }
        continue;
      }
      const characters = [...piece];
      const last = index + piece.length >= query.trimEnd().length;
      let at = index;
      characters.forEach((character, i) => {
        const next = characters[i + 1];
        const end = at + character.length + (next?.length ?? 0);
        if (next || characters.length === 1) {
          const open = !next && last; // one character that may go on
          const seconds = next ? written(next) : open ? [""] : [END];
          const terms = written(character).flatMap((first) => seconds.map((second) => first + second));
          add({ terms, open, word: false, start: at, end }, next ? 2 : 1, i > 0);
        }
        at += character.length;
      });
    }
    return tokens.slice(0, MOST_TOKENS);
  };

  // Pagefind answers a word that it doesn't know with the longest beginning that it knows, down to one letter.
  const isMeant = async (word, result) => {
    const content = (await result.data()).content.split(" ");
    const needed = Math.min(word.length, Math.max(3, word.length - 3));
    return content[result.words[0]]
      .normalize("NFKC")
      .toLowerCase()
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .concat(content[result.words[0]].toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, ""))
      .some((part) => part.normalize("NFD").startsWith(word.normalize("NFD").slice(0, needed)));
  };

  // Page → where the token stands in it, and how much Pagefind makes of that.
  const locate = async (token) => {
    const pages = new Map();
    if (token.open) {
      const { pagefind } = await open();
      await Promise.all(token.terms.flatMap((term) => PROBES.map((probe) => pagefind.preload(term + probe))));
    }
    for (const results of await Promise.all(token.terms.map(lookUp))) {
      const found = results.filter((result) => result.words.length);
      if (token.word && found.length && !(await isMeant(token.terms[0], found[0]))) continue;
      for (const result of found) {
        const page = pages.get(result.id) ?? { positions: [], score: 0, data: result.data };
        page.positions = [...new Set([...page.positions, ...result.words])].sort((a, b) => a - b);
        page.score += result.score;
        pages.set(result.id, page);
      }
    }
    return pages;
  };

  // ---- From tokens to pages --------------------------------------------------------------------------------------

  // Where tokens `from` to `to` stand one after the other in a page: a list of positions for each place.
  const follow = (tokens, lists, from, to) => {
    let places = lists[from].map((position) => [position]);
    for (let i = from + 1; i <= to && places.length; i += 1) {
      const there = new Set(lists[i]);
      places = places.flatMap((place) => {
        const step = tokens[i].steps.find((step) => there.has(place.at(-1) + step));
        return step === undefined ? [] : [[...place, place.at(-1) + step]];
      });
    }
    return places;
  };

  // How well a page matches: kind 0 holds the query as typed, 1 each of its pieces, 2 at least half of it.
  const judge = (tokens, lists) => {
    const whole = follow(tokens, lists, 0, tokens.length - 1);
    if (whole.length) return { kind: 0, share: 1, places: whole, stretch: [0, tokens.length - 1] };
    let [found, complete, places, stretch] = [0, true, [], null];
    for (let start = 0; start < tokens.length; ) {
      let stop = start; // the last token of this piece
      while (stop + 1 < tokens.length && !tokens[stop + 1].word && tokens[stop + 1].steps[0] === 1) stop += 1;
      let best = null;
      for (let i = start; i <= stop; i += 1) {
        let j = i;
        if (!lists[i].length) continue;
        while (j < stop && follow(tokens, lists, i, j + 1).length) j += 1;
        if (!best || j - i > best[1] - best[0]) best = [i, j];
      }
      if (best) {
        found += best[1] - best[0] + 1;
        places.push(...follow(tokens, lists, ...best));
        if (!stretch || best[1] - best[0] > stretch[1] - stretch[0]) stretch = best;
      }
      complete &&= best !== null && best[0] === start && best[1] === stop;
      start = stop + 1;
    }
    return { kind: complete ? 1 : 2, share: found / tokens.length, places, stretch };
  };

  const search = async (query) => {
    const { variants } = await open();
    const tokens = readQuery(query, variants);
    const located = await Promise.all(tokens.map(locate));
    const matches = [];
    let longest = null; // the longest part of the query that any page holds
    for (const id of new Set(located.flatMap((pages) => [...pages.keys()]))) {
      const lists = located.map((pages) => pages.get(id)?.positions ?? []);
      const match = judge(tokens, lists);
      const [from, to] = match.stretch;
      const length = tokens[to].end - tokens[from].start;
      if (!longest || length > longest.length) longest = { length, text: query.slice(tokens[from].start, tokens[to].end) };
      if (match.share < 0.5) continue;
      const known = located.map((pages) => pages.get(id)).filter(Boolean);
      const score = known.reduce((sum, page) => sum + page.score, 0);
      matches.push({ ...match, id, score, data: known[0].data, tokens });
    }
    matches.sort((a, b) => a.kind - b.kind || b.share - a.share || b.score - a.score || (a.id < b.id ? -1 : 1));
    return { tokens, matches, longest: longest?.text ?? "" };
  };

  // ---- Passages --------------------------------------------------------------------------------------------------

  const isCjk = (word) => STARTS_CJK.test(word);
  const isNear = (word) => isCjk(word) || STARTS_WIDE.test(word);
  // What a word of the index shows: of a pair, its first character.
  const shown = (word) => {
    if (!isNear(word)) return word.replace(/\^$/, "");
    if (!isCjk(word)) return word.replaceAll(SPACE, "");
    const [first, , ...rest] = [...word];
    return first + rest.join("").replaceAll(SPACE, "");
  };
  const gap = (word, next) =>
    next === undefined || next === BREAK || word === BREAK || (!word.endsWith(SPACE) && (isNear(word) || isNear(next))) ? "" : " ";
  const show = (words) => words.map((word, i) => shown(word) + gap(word, words[i + 1])).join("");
  const width = (text) => [...text].reduce((sum, character) => sum + (character > "\u2e7f" ? 2 : 1), 0);

  // Adds text to an element, Chinese marked as such.
  const write = (element, text) => {
    let at = 0;
    for (const { 0: chinese, index } of text.matchAll(CHINESE)) {
      element.append(text.slice(at, index), make("span", { lang: "zh" }, chinese));
      at = index + chinese.length;
    }
    element.append(text.slice(at));
    return element;
  };

  // The words that a place covers: a pair covers two, but a character at the end of its run only itself.
  const covered = (place, tokens, words) => {
    const positions = new Set(place);
    for (const position of place) if (isCjk(words[position]) && [...words[position]][1] !== END && !tokens.at(-1).open) positions.add(position + 1);
    return positions;
  };

  const excerpt = (words, marks, at, from, to) => {
    let [start, before] = [at, 0];
    while (start > from && words[start - 1] !== BREAK && before < BEFORE) {
      start -= 1;
      before += width(shown(words[start]));
      if (/[。！？]/u.test(words[start]) && before > BEFORE / 3) { start += 1; break; }
    }
    let [stop, long] = [start, 0];
    while (stop < to && long < LENGTH) {
      long += width(shown(words[stop])) + 0.5;
      stop += 1;
    }
    const paragraph = make("p", {});
    if (start > from && words[start - 1] !== BREAK) paragraph.append("… ");
    for (let i = start; i < stop; ) {
      const marked = marks.has(i);
      let j = i;
      while (j < stop && marks.has(j) === marked) j += 1;
      // A break between blocks is shown as a dot.
      const text = words.slice(i, j).map((word, k) =>
        word === BREAK ? (i + k === start || i + k === stop - 1 ? "" : " · ") : shown(word) + gap(word, words[i + k + 1]),
      ).join("");
      const trimmed = marked ? text.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su).slice(1) : [text, "", ""];
      write(paragraph, trimmed[0]);
      if (trimmed[1]) paragraph.append(write(make("mark", {}), trimmed[1]));
      write(paragraph, trimmed[2]);
      i = j;
    }
    if (stop < to && words[stop] !== BREAK) paragraph.append(" …");
    return paragraph;
  };

  // The page's stretches below one heading each, with the places of the query in them, the fullest first.
  const sections = (page, match) => {
    const headings = page.anchors.filter((anchor) => /^h[2-6]$/.test(anchor.element));
    const below = new Map();
    for (const place of match.places) {
      const heading = headings.filter((anchor) => anchor.location <= place[0]).at(-1);
      if (!below.has(heading)) below.set(heading, []);
      below.get(heading).push(place);
    }
    return [...below].map(([heading, places]) => ({ heading, places })).sort((a, b) => b.places.length - a.places.length);
  };

  const passages = (page, match, most) => {
    const words = page.content.split(" ");
    const marks = new Set(match.places.flatMap((place) => [...covered(place, match.tokens, words)]));
    const title = page.meta.title ? words.indexOf(BREAK) : 0; // an article's title stands before its first break
    const ends = page.anchors.map((anchor) => anchor.location);
    return sections(page, match).slice(0, most).map(({ heading, places }) => {
      const body = places.find((place) => heading || place[0] >= title) ?? places[0];
      const from = heading ? heading.location + (body[0] > heading.location + heading.text.split(" ").length - 1 ? heading.text.split(" ").length : 0) : body[0] < title ? 0 : title;
      const next = page.anchors.find((anchor) => /^h[1-6]$/.test(anchor.element) && anchor.location > body[0]);
      const anchor = page.anchors.filter(({ location, id }) => id && location <= body[0] && location >= (heading?.location ?? 0)).at(-1);
      return { heading, anchor, text: excerpt(words, marks, body[0], from, next?.location ?? words.length) };
    });
  };

  // ---- The page --------------------------------------------------------------------------------------------------

  const state = { found: null, chosen: [], shown: 0, asked: 0 };
  let form, input, selects;

  const titleOf = (page) => show((page.meta.title ?? "").split(" "));
  const addressOf = (page, anchor) => {
    const address = encodeURI(decodeURI(page.raw_url)).replace(/^\//, "").replaceAll("#", "%23").replaceAll("?", "%3F");
    return anchor ? `${address}#${encodeURIComponent(anchor.id)}` : address;
  };

  const describe = (page) => {
    const parts = page.filters.part ?? [];
    const kind = parts.includes("articles") ? "Article" : parts.includes("chapters") ? "Chapter" : "Page";
    return [kind, page.meta.outlet, ...(page.filters.province ?? []), page.meta.date].filter(Boolean).join(" · ");
  };

  const present = async (match, most) => {
    const page = await match.data();
    const found = passages(page, match, most);
    const item = make("li", {});
    const link = write(make("a", { href: addressOf(page, found[0].heading ? null : found[0].anchor) }), titleOf(page));
    item.append(make("h2", {}, link), write(make("p", { class: "fangzhi-search-facts" }), describe(page)));
    for (const { heading, anchor, text } of found) {
      if (heading) {
        const way = write(make("a", { href: addressOf(page, anchor) }), show(heading.text.split(" ")));
        item.append(make("div", { class: "fangzhi-search-section" }, make("h3", {}, way), text));
      } else item.append(text);
    }
    return item;
  };

  const showMore = async () => {
    const asked = state.asked;
    const next = state.chosen.slice(state.shown, state.shown + PAGE_SIZE);
    const most = selects.part.value && !["articles", "chapters", "pages"].includes(selects.part.value) ? 100 : PASSAGES;
    const items = await Promise.all(next.map((match) => present(match, most)));
    if (asked !== state.asked) return null;
    const list = $("search-results");
    next.forEach((match, i) => {
      const before = state.chosen[state.shown + i - 1];
      if (match.kind === 2 && before && before.kind < 2) items[i].classList.add("fangzhi-search-partial");
      if (match.kind === 2 && before && before.kind < 2) items[i].prepend(make("p", { class: "fangzhi-search-divider" }, "With a part of it"));
    });
    list.append(...items);
    state.shown += next.length;
    $("search-more").hidden = state.shown >= state.chosen.length;
    return items[0];
  };

  const tell = (query) => {
    const status = $("search-status");
    const { matches, longest } = state.found;
    const whole = state.chosen.filter((match) => match.kind < 2).length;
    const part = state.chosen.length - whole;
    const quoted = write(make("q", {}), query);
    status.replaceChildren();
    if (whole) status.append(`${plural(whole, "page")} with `, quoted, part ? `, ${part.toLocaleString("en")} more with a part of it.` : ".");
    else status.append(matches.length > state.chosen.length ? "Nothing here holds " : "No page holds ", quoted, part ? `; ${plural(part, "page")} with a part of it.` : ".");
    if (!whole && matches.length > state.chosen.length) {
      const all = make("button", { type: "button" }, `Search everything (${matches.length.toLocaleString("en")})`);
      all.addEventListener("click", () => {
        for (const select of Object.values(selects)) select.value = "";
        choose();
        input.focus();
      });
      status.append(" ", all);
    } else if (!whole) {
      if (longest && longest !== query) {
        const shorter = write(make("a", { href: `?${new URLSearchParams({ q: longest })}` }), longest);
        status.append(" Try something shorter: ", shorter, ".");
      } else status.append(" Try a shorter or another word.");
    }
  };

  const count = async (filters) => {
    const ids = state.found.matches.map((match) => match.id);
    const sets = {};
    for (const [name, select] of Object.entries(selects)) {
      for (const option of select.options) if (option.value) sets[`${name}=${option.value}`] = await membersOf(`${name}=${option.value}`);
    }
    const passes = (id, skipped) =>
      Object.entries(filters).every(([name, value]) => name === skipped || !value || sets[`${name}=${value}`].has(id));
    for (const [name, select] of Object.entries(selects)) {
      for (const option of select.options) {
        option.dataset.label ??= option.textContent;
        const n = ids.filter((id) => passes(id, name) && (!option.value || sets[`${name}=${option.value}`].has(id))).length;
        option.textContent = `${option.dataset.label} (${n.toLocaleString("en")})`;
        option.disabled = !n && option.value !== select.value && option.value !== "";
      }
    }
    return (match) => passes(match.id);
  };

  // Applies the filters to what was found.
  const choose = async () => {
    const asked = (state.asked += 1);
    const query = input.value.trim();
    const filters = Object.fromEntries(Object.entries(selects).map(([name, select]) => [name, select.value]));
    const passes = await count(filters);
    if (asked !== state.asked) return;
    const parameters = new URLSearchParams(Object.entries({ q: query, ...filters }).filter(([, value]) => value));
    history.replaceState(null, "", `?${parameters}`);
    document.title = `${query} – ${document.title.replace(/^.* – (?=Search)/, "")}`;
    Object.assign(state, { chosen: state.found.matches.filter(passes), shown: 0 });
    $("search-results").replaceChildren();
    tell(query);
    await showMore();
  };

  const fail = (error) => {
    const unreachable = location.protocol === "file:";
    $("search-status").textContent = unreachable
      ? "Searching needs a web server: in a terminal, run “python -m http.server” in this folder, then open http://localhost:8000/search.html."
      : `The search index could not be read (${error.message}).`;
  };

  const run = async () => {
    const query = input.value.trim();
    const asked = (state.asked += 1);
    $("search-hint").hidden = Boolean(query);
    $("search-filters").hidden = !query;
    if (!query) {
      $("search-results").replaceChildren();
      $("search-status").replaceChildren();
      $("search-more").hidden = true;
      history.replaceState(null, "", location.pathname);
      return;
    }
    try {
      const found = await search(query);
      if (asked !== state.asked) return;
      state.found = found;
      await choose();
    } catch (error) {
      if (asked === state.asked) fail(error);
    }
  };

  // Arrows go from the box to the results and among them.
  const walk = (event) => {
    const links = [...$("search-results").querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = links.indexOf(document.activeElement);
    if (!step || event.isComposing || !links.length || (at < 0 && (document.activeElement !== input || step < 0))) return;
    event.preventDefault();
    (links[at + step] ?? (step < 0 ? input : links[at])).focus();
  };

  document.addEventListener("DOMContentLoaded", () => {
    form = $("search-form");
    input = $("search-input");
    selects = Object.fromEntries([...form.querySelectorAll("select")].map((select) => [select.name, select]));
    if (location.protocol === "file:") return fail();
    const parameters = new URLSearchParams(location.search);
    input.value = parameters.get("q") ?? "";
    for (const [name, select] of Object.entries(selects)) {
      const wanted = parameters.get(name) ?? "";
      if ([...select.options].some((option) => option.value === wanted)) select.value = wanted;
      select.addEventListener("change", () => state.found && choose());
    }
    let waiting;
    // While an input method composes, the box holds pinyin.
    const typed = (event) => {
      if (event.isComposing) return;
      clearTimeout(waiting);
      waiting = setTimeout(run, 150);
    };
    input.addEventListener("input", typed);
    input.addEventListener("compositionend", typed);
    input.addEventListener("focus", () => open().catch(() => {}), { once: true });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      run();
    });
    form.parentElement.addEventListener("keydown", walk);
    $("search-more").addEventListener("click", async () => (await showMore())?.querySelector("a").focus());
    if (!input.value) input.focus();
    run();
  });
})();
