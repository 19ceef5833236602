// The search page. Pagefind's index holds Chinese as overlapping pairs of characters (helpers/site/search.py says why):
// a query is cut the same way, each pair is looked up, and a page matches where its pairs stand in a row.
"use strict";
(() => {
  // As in search.py: Chinese characters, punctuation of their width, and the signs in the index.
  const CJK = "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}";
  const WIDE = "\\u3000-\\u3004\\u3008-\\u303f\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65";
  const [END, SPACE, BREAK] = ["z", "^", "¶"];
  const PIECE = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{L}\\p{M}\\p{N}])+`, "gu");
  const CHINESE = new RegExp(`[${CJK}${WIDE}]+`, "gu");
  const IS_CJK = new RegExp(`^[${CJK}]`, "u");
  const IS_WIDE = new RegExp(`^[${WIDE}]`, "u");
  const NO_WORD = /[^\p{L}\p{M}\p{N}]+/u;

  const MOST_TOKENS = 24; // of a query: enough to tell a sentence from all others
  const LONG = 8; // characters in a row, of which every second pair says as much as each
  const LEAST_SHARE = 0.5; // of a query's tokens
  const PAGE_SIZE = 10;
  const MOST_PASSAGES = 3;
  const [BEFORE, LENGTH] = [40, 170]; // of a passage, in Latin letters
  // A character alone begins many pairs, in several files of the index: that of each of these is loaded.
  const PROBES = [END, ...Array.from({ length: 16 }, (_, i) => String.fromCharCode(0x4e00 + i * 0x520))];

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const number = (n) => n.toLocaleString("en");
  const pages = (n) => `${number(n)} ${n === 1 ? "page" : "pages"}`;
  const sum = (numbers) => numbers.reduce((total, n) => total + n, 0);
  const remember = (ask) => {
    const known = new Map();
    return (key) => {
      if (!known.has(key)) known.set(key, ask(key));
      return known.get(key);
    };
  };

  // ---- The index -------------------------------------------------------------------------------------------------

  // Pagefind, and for each character those that the site writes for it in either script.
  const open = remember(async () => {
    const base = new URL("pagefind/", document.baseURI);
    const read = async (name) => {
      const response = await fetch(new URL(name, base));
      if (!response.ok) throw new Error(`${name}: ${response.status}`);
      return response.json();
    };
    const [pagefind, site] = await Promise.all([import(new URL("pagefind.js", base)), read("site.json")]);
    await pagefind.init();
    for (let part = 2; part <= site.parts; part += 1) await pagefind.mergeIndex(new URL(`${part}/`, base).pathname);
    const variants = new Map();
    for (const group of site.variants) {
      const [present, others] = group.split(" ");
      for (const character of present + others) variants.set(character, [...present]);
    }
    return { pagefind, variants };
  });

  const lookUp = remember(async (term) => (await (await open()).pagefind.search(term)).results);

  // The pages that a filter keeps: those that have its word, exactly.
  const membersOf = remember(async (filter) => {
    const results = await lookUp(`"zz${filter.replace(/[=_]/g, "")}zz"`);
    return new Set(results.map((result) => result.id));
  });

  // ---- From a query to tokens ------------------------------------------------------------------------------------

  // A token is one thing to look up: a pair of characters or a word. It has its terms (a pair in either script), its
  // place in the query, the steps it may be away from the token before, and whether it is the first of its piece: where
  // pieces meet, punctuation may stand.
  const readQuery = (query, variants) => {
    const written = (character) => variants.get(character) ?? [character];
    const tokens = [];
    let before = null; // the last token, and the positions that it takes
    const add = (token, width, step) => {
      const first = !before || (!step && before.end !== token.start);
      // The parts of a compound such as COVID-19 have one position.
      const apart = before && [...(before.word ? [0] : []), before.width, before.width + 1, before.width + 2];
      before = { ...token, width, first, steps: first ? apart ?? [] : [step || before.width] };
      tokens.push(before);
    };
    for (const { 0: piece, index: start } of query.matchAll(PIECE)) {
      const end = start + piece.length;
      const characters = [...piece];
      if (!IS_CJK.test(piece)) {
        const plain = piece.normalize("NFKC").toLowerCase();
        const wide = [...plain].map((letter) => written(letter).at(-1)).join(""); // ２０２０, where the site has it
        // Of a compound such as p-value, Pagefind leaves single letters out.
        const alone = !/[^\s\p{L}\p{N}]/u.test((query[start - 1] ?? "") + (query[end] ?? ""));
        const terms = [...new Set([plain, wide, piece.toLowerCase()])];
        if (alone || piece.length > 1) add({ terms, word: true, start, end }, 1);
      } else if (characters.length === 1) {
        const open = query.slice(end).trim() === ""; // more may follow
        const terms = written(piece).map((character) => character + (open ? "" : END));
        add({ terms, open, start, end }, 1);
      } else {
        const last = characters.length - 2;
        const stride = characters.length > LONG ? 2 : 1;
        for (let i = 0, at = start, step = 0; i <= last; i += step || 1) {
          const [one, two] = [characters[i], characters[i + 1]];
          const terms = written(one).flatMap((first) => written(two).map((second) => first + second));
          add({ terms, start: at, end: at + one.length + two.length }, 2, step);
          step = Math.min(stride, last - i);
          at += characters.slice(i, i + step).join("").length;
        }
      }
    }
    return tokens.slice(0, MOST_TOKENS);
  };

  // The first and last token of each piece of a query.
  const findPieces = (tokens) => {
    const starts = tokens.flatMap((token, i) => (token.first ? [i] : []));
    return starts.map((start, i) => [start, (starts[i + 1] ?? tokens.length) - 1]);
  };

  // Tells whether what Pagefind gives for a word is that word: for one that it doesn't know, it gives the longest that
  // begins it, down to a letter.
  const isMeant = async (word, result) => {
    const text = (await result.data()).content.split(" ")[result.words[0]];
    const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const start = word.normalize("NFKD").replace(/\p{M}/gu, "").slice(0, Math.max(3, word.length - 3));
    return [...plain.split(NO_WORD), plain.split(NO_WORD).join("")].some((part) => part.startsWith(start));
  };

  // Page → where a token stands in it, and what Pagefind makes of that.
  const locate = async (token) => {
    const found = new Map();
    if (token.open) {
      const { pagefind } = await open();
      await Promise.all(token.terms.flatMap((term) => PROBES.map((probe) => pagefind.preload(term + probe))));
    }
    for (const answer of await Promise.all(token.terms.map(lookUp))) {
      const results = answer.filter((result) => result.words.length);
      if (token.word && results.length && !(await isMeant(token.terms[0], results[0]))) continue;
      for (const { id, words, score, data } of results) {
        const page = found.get(id) ?? { positions: [], score: 0, data };
        page.positions = [...new Set([...page.positions, ...words])].sort((a, b) => a - b);
        page.score += score;
        found.set(id, page);
      }
    }
    return found;
  };

  // ---- From tokens to pages --------------------------------------------------------------------------------------

  // Where tokens `from` to `to` stand in a page, cut where the row ends. A place is a list of positions, one a token.
  const cut = (tokens, positions, from, to) => {
    const stretches = [];
    for (let i = from; i <= to; ) {
      const stretch = { from: i, to: i, places: positions[i].map((position) => [position]) };
      for (i += 1; i <= to && stretch.places.length; i += 1) {
        const there = new Set(positions[i]);
        const places = stretch.places.flatMap((place) => {
          const step = tokens[i].steps.find((step) => there.has(place.at(-1) + step));
          return step === undefined ? [] : [[...place, place.at(-1) + step]];
        });
        if (!places.length) break;
        Object.assign(stretch, { to: i, places });
      }
      if (stretch.places.length) stretches.push(stretch);
    }
    return stretches;
  };

  // How well a page matches: kind 0 holds the query as typed, 1 all its pieces, 2 a share of it.
  const judge = (tokens, pieces, positions) => {
    const whole = cut(tokens, positions, 0, tokens.length - 1);
    if (whole.some(({ from, to }) => to - from + 1 === tokens.length)) return { kind: 0, share: 1, stretches: whole };
    const stretches = pieces.flatMap(([from, to]) => {
      const least = Math.ceil((to - from + 1) / 4); // a pair of a long piece says nothing
      return cut(tokens, positions, from, to).filter((stretch) => stretch.to - stretch.from + 1 >= least);
    });
    const share = sum(stretches.map(({ from, to }) => to - from + 1)) / tokens.length;
    return { kind: share === 1 && stretches.length === pieces.length ? 1 : 2, share, stretches };
  };

  // A part of the query without halves of words at its ends, where the browser knows words.
  const trimToWords = (query, from, to) => {
    if (!Intl.Segmenter) return query.slice(from, to);
    const words = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(query)];
    const start = words.find(({ index }) => index >= from)?.index ?? to;
    const ends = words.map(({ index, segment }) => index + segment.length).filter((end) => end <= to);
    const end = ends.at(-1) ?? 0;
    return end - start > 1 ? query.slice(start, end) : query.slice(from, to);
  };

  // The pages that match a query, the best first, and the longest part of it that any page holds.
  const search = async (query) => {
    const tokens = readQuery(query, (await open()).variants);
    const pieces = findPieces(tokens);
    const located = await Promise.all(tokens.map(locate));
    const matches = [];
    let longest = [0, 0];
    for (const id of new Set(located.flatMap((found) => [...found.keys()]))) {
      const found = located.map((byPage) => byPage.get(id));
      const match = judge(tokens, pieces, found.map((page) => page?.positions ?? []));
      for (const { from, to } of match.stretches) {
        const part = [tokens[from].start, tokens[to].end];
        if (part[1] - part[0] > longest[1] - longest[0]) longest = part;
      }
      if (match.share < LEAST_SHARE) continue;
      const known = found.filter(Boolean);
      const places = match.stretches.flatMap(({ places, from, to }) =>
        places.map((place) => ({ place, from, last: tokens[to] })),
      );
      matches.push({ ...match, id, places, score: sum(known.map((page) => page.score)), data: known[0].data });
    }
    matches.sort((a, b) => a.kind - b.kind || b.share - a.share || b.score - a.score || (a.id < b.id ? -1 : 1));
    return { query, matches, part: trimToWords(query, ...longest) };
  };

  // ---- Showing what was found ------------------------------------------------------------------------------------

  const isNear = (word) => IS_CJK.test(word) || IS_WIDE.test(word);

  // What a word of the index shows: a pair its first character, and what Pagefind set after it.
  const shown = (word) => {
    const text = word.endsWith(SPACE) ? word.slice(0, -1) : word;
    if (!IS_CJK.test(text)) return text;
    const [first, , ...rest] = text;
    return first + rest.join("");
  };

  const spaceBetween = (word, next) => {
    if (word === BREAK || next === BREAK) return "";
    return word.endsWith(SPACE) || !(isNear(word) || isNear(next)) ? " " : "";
  };

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

  // Adds a page's words from one position to another to an element, marking some. A break between blocks is a dot.
  const writeWords = (element, { words, marks }, from, to) => {
    for (let i = from; i < to; ) {
      const marked = marks.has(i);
      let text = "";
      for (; i < to && marks.has(i) === marked; i += 1) {
        if (words[i] !== BREAK) text += shown(words[i]) + (i + 1 < to ? spaceBetween(words[i], words[i + 1]) : "");
        else if (i > from && i + 1 < to) text += " · ";
      }
      // Signs and spaces at the ends of what was found aren't part of it.
      const [, before, core, after] = text.match(marked ? /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su : /^(.*)()()$/su);
      write(element, before);
      if (core) element.append(write(make("mark", {}), core));
      write(element, after);
    }
    return element;
  };

  const widthOf = (word) => [...shown(word)].length * (isNear(word) ? 2 : 1) + (isNear(word) ? 0 : 1);

  // Writes the passage around a position, within two others; from the start of its sentence, if that is near.
  const writePassage = (page, at, from, to) => {
    const { words } = page;
    let [start, stop] = [at, at];
    for (let width = 0; start > from && width < BEFORE; start -= 1) {
      if (words[start - 1] === BREAK || /[。！？]/u.test(words[start - 1])) break;
      width += widthOf(words[start - 1]);
    }
    stop = start;
    for (let width = 0; stop < to && width < LENGTH; stop += 1) width += widthOf(words[stop]);
    const paragraph = make("p", {});
    if (start > from && words[start - 1] !== BREAK) paragraph.append("… ");
    writeWords(paragraph, page, start, stop);
    if (stop < to && words[stop] !== BREAK) paragraph.append(" …");
    return paragraph;
  };

  // The positions that a place covers, from first to last: a pair covers two, one at the end of its run itself only.
  const cover = ({ place, last }, words) => {
    const end = place.at(-1);
    const pair = IS_CJK.test(words[end]) && !last.open && [...words[end]][1] !== END;
    return Array.from({ length: end + (pair ? 2 : 1) - place[0] }, (_, i) => place[0] + i);
  };

  // Where the passage that holds most of the query begins, and how many of its tokens are in it.
  const findDensest = (places) => {
    let best = { start: undefined, held: 0 };
    for (const { place: [start] } of places) {
      const near = places.filter(({ place }) => place[0] >= start && place.at(-1) < start + LENGTH / 2);
      const held = sum([...new Map(near.map(({ from, place }) => [from, place.length])).values()]);
      if (held > best.held) best = { start, held };
    }
    return best;
  };

  // Reads Pagefind's record of a page: its words, and where headings and other anchors stand among them. Its sections
  // are what stands below one heading (the first below the title), those that hold most of the query first.
  const readPage = async (match) => {
    const { content, anchors, meta, raw_url: address } = await match.data();
    const words = content.split(" ");
    const untitled = !words[0] || anchors[0]?.location === 0 || words[0] === BREAK;
    const headings = anchors.filter((anchor) => /^h[2-6]$/.test(anchor.element));
    const title = { location: 0, text: untitled ? "" : meta.title };
    const sections = [title, ...headings].map(({ location, text, id }, i) => {
      const [length, to] = [text ? text.split(" ").length : 0, headings[i]?.location ?? words.length];
      const from = location + length;
      if (length) words[from - 1] = text.split(" ").at(-1); // without the full stop that Pagefind adds
      const within = (least, position) => position >= least && position < to;
      const places = match.places.filter(({ place }) => within(location, place[0]));
      const { start = from, held } = findDensest(places.filter(({ place }) => within(from, place[0])));
      const above = anchors.filter((anchor) => within(location, anchor.location) && anchor.location <= start);
      return { id, location, from, to, places, start, held, anchor: above.at(-1)?.id };
    });
    return {
      address: address.replace(/^\//, ""),
      words,
      marks: new Set(match.places.flatMap((place) => cover(place, words))),
      title: untitled ? meta.title : null,
      titleEnd: sections[0].from,
      facts: [meta.kind, meta.outlet, meta.province, meta.date].filter(Boolean),
      sections: sections
        .filter(({ places }) => places.length)
        .sort((a, b) => b.held - a.held || b.places.length - a.places.length),
    };
  };

  // A page of the book is entered at the nearest anchor, an article at the words that were found.
  const linkTo = ({ address, words }, { anchor, start, places }) => {
    if (anchor) return `${address}#${encodeURIComponent(anchor)}`;
    const found = places.find(({ place }) => place[0] === start);
    if (!address.startsWith("articles/") || !found) return address;
    const plain = { words, marks: new Set() };
    const text = writeWords(make("p", {}), plain, start, cover(found, words).at(-1) + 1).textContent;
    return `${address}#:~:text=${encodeURIComponent(text).replaceAll("-", "%2D")}`;
  };

  const present = async (match, most) => {
    const page = await readPage(match);
    const top = page.sections.find(({ id }) => !id);
    const link = make("a", { href: top ? linkTo(page, top) : page.address });
    if (page.title) link.append(page.title);
    else writeWords(link, page, 0, page.titleEnd);
    const facts = write(make("p", { class: "fangzhi-search-facts" }), page.facts.join(" · "));
    const item = make("li", {}, make("h2", {}, link), facts);
    const best = page.sections.slice(0, most);
    for (const section of [...best.filter(({ id }) => !id), ...best.filter(({ id }) => id)]) {
      const { id, location, start, from, to } = section;
      const passage = writePassage(page, start, from, to);
      if (id) {
        const heading = writeWords(make("a", { href: linkTo(page, section) }), page, location, from);
        item.append(make("div", { class: "fangzhi-search-section" }, make("h3", {}, heading), passage));
      } else item.append(passage);
    }
    return item;
  };

  // ---- The page --------------------------------------------------------------------------------------------------

  document.addEventListener("DOMContentLoaded", () => {
    const ids = ["form", "input", "status", "results", "more", "filters", "hint"];
    const [form, input, status, list, more, filterRow, hint] = ids.map((id) => document.getElementById(`search-${id}`));
    const selects = [...form.querySelectorAll("select")];
    const options = selects.flatMap((select) => [...select.options]);
    for (const option of options) option.dataset.label = option.textContent.trimEnd();
    let found = null; // what the query finds
    let chosen = []; // what of it the filters keep
    let listed = 0;
    let adding = Promise.resolve(); // of what is listed: in order, whoever is ready first
    let turn = 0; // what an earlier query or filter asked for is dropped

    const tell = () => {
      const { query, matches, part } = found;
      const whole = chosen.filter((match) => match.kind < 2).length;
      const partly = chosen.length - whole;
      const quoted = write(make("q", {}), query.length > 60 ? `${query.slice(0, 60)}…` : query);
      if (whole) {
        const rest = partly ? `, ${number(partly)} more with a part of it.` : ".";
        status.replaceChildren(`${pages(whole)} with `, quoted, rest);
        return;
      }
      const hidden = matches.length - chosen.length;
      status.replaceChildren(
        ...(hidden ? ["Nothing chosen here holds ", quoted] : ["No page holds ", quoted]),
        partly ? `; ${pages(partly)} ${partly === 1 ? "holds" : "hold"} a part of it.` : ".",
      );
      if (hidden) {
        const all = make("button", { type: "button" }, `Show all ${pages(matches.length)}`);
        all.addEventListener("click", () => {
          for (const select of selects) select.value = "";
          input.focus();
          choose();
        });
        status.append(" ", all);
      } else if (part && part !== query) {
        const shorter = make("a", { href: `?${new URLSearchParams({ q: part })}` });
        status.append(" Try something shorter: ", write(shorter, part), ".");
      } else status.append(" Try a shorter word, or another.");
    };

    const listMore = async () => {
      const mine = turn;
      const first = listed;
      listed = Math.min(first + PAGE_SIZE, chosen.length); // at once: a second click asks for what follows
      more.hidden = listed === chosen.length;
      const oneChapter = !["", "articles", "chapters", "pages"].includes(form.elements.part.value);
      const most = oneChapter ? Infinity : MOST_PASSAGES;
      const presented = Promise.all(chosen.slice(first, listed).map((match) => present(match, most)));
      const before = adding;
      adding = presented.then(() => before);
      const [items] = await Promise.all([presented, before]);
      if (mine !== turn) return null;
      const partly = chosen.findIndex((match) => match.kind === 2);
      const item = partly > 0 && items[partly - first];
      if (item) {
        item.classList.add("fangzhi-search-partly");
        item.prepend(make("p", {}, "With a part of it"));
      }
      list.append(...items);
      return items[0];
    };

    // Applies the filters to what was found; each option tells how many pages it would keep.
    const choose = async () => {
      const mine = (turn += 1);
      list.ariaBusy = "true";
      const filters = selects.map((select) => [select, select.value && `${select.name}=${select.value}`]);
      const members = new Map();
      for (const option of options) {
        const filter = option.value && `${option.parentElement.name}=${option.value}`;
        if (filter) members.set(filter, await membersOf(filter));
      }
      if (mine !== turn) return;
      const keeps = (filter, { id }) => !filter || members.get(filter).has(id);
      for (const select of selects) {
        const others = found.matches.filter((match) =>
          filters.every(([other, filter]) => other === select || keeps(filter, match)),
        );
        for (const option of select.options) {
          const n = others.filter((match) => keeps(option.value && `${select.name}=${option.value}`, match)).length;
          option.textContent = `${option.dataset.label} (${number(n)})`;
          option.disabled = !n && !option.selected && option.value !== "";
        }
      }
      chosen = found.matches.filter((match) => filters.every(([, filter]) => keeps(filter, match)));
      const given = [["q", found.query], ...selects.map((select) => [select.name, select.value])];
      history.replaceState(null, "", `?${new URLSearchParams(given.filter(([, value]) => value))}`);
      listed = 0;
      list.replaceChildren();
      tell();
      await listMore();
      if (mine === turn) list.ariaBusy = "false";
    };

    const fail = (error) => {
      list.ariaBusy = "false";
      status.textContent =
        location.protocol === "file:"
          ? "Searching needs a web server, even one on this computer: run “python -m http.server” in this folder."
          : `The search index could not be read (${error.message}).`;
    };

    const run = async () => {
      const mine = (turn += 1);
      const query = input.value.trim();
      list.ariaBusy = String(query !== "");
      hint.hidden = query !== "";
      if (!query) {
        filterRow.hidden = true;
        for (const element of [list, status]) element.replaceChildren();
        more.hidden = true;
        history.replaceState(null, "", location.pathname);
        return;
      }
      try {
        const answer = await search(query);
        if (mine !== turn) return;
        found = answer;
        filterRow.hidden = !found.matches.length;
        await choose();
      } catch (error) {
        if (mine <= turn) fail(error);
      }
    };

    if (location.protocol === "file:") {
      fail();
      return;
    }
    let waiting;
    const runSoon = (event) => {
      if (event.isComposing) return; // the box holds pinyin
      clearTimeout(waiting);
      waiting = setTimeout(run, 150);
    };
    input.addEventListener("input", runSoon);
    input.addEventListener("compositionend", runSoon);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      run();
    });
    for (const select of selects) select.addEventListener("change", () => found && choose());
    more.addEventListener("click", async () => (await listMore())?.querySelector("a").focus());
    // Arrows lead from the box to the results, and among them.
    form.parentElement.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const stops = [input, ...list.querySelectorAll("a")];
      const next = stops[stops.indexOf(document.activeElement) + step];
      if (!step || event.isComposing || !next || !stops.includes(document.activeElement)) return;
      event.preventDefault();
      next.focus();
    });

    const given = new URLSearchParams(location.search);
    input.value = given.get("q") ?? "";
    for (const select of selects) {
      const wanted = given.get(select.name);
      if ([...select.options].some((option) => option.value === wanted)) select.value = wanted;
    }
    if (!input.value) input.focus();
    run();
  });
})();
