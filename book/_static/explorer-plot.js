// Draws the explorer's words: across, how many times as often; upwards, how sure. It knows positions, nothing of sides or texts.
"use strict";
globalThis.fangzhiPlot = (() => {
  const MARGIN = { left: 54, right: 14, top: 22, bottom: 40 };
  const NEAR = 14; // pixels within which a mark is meant
  const MOST_LABELS = 34;
  const CLEAR = 60; // of the foremost marks, which no label may cover
  const PIXELS_A_LABEL = 16_000;
  const FURTHEST = 10; // doublings
  const FRACTIONS = { 2: "½", 4: "¼", 8: "⅛" };

  const times = (doublings, words) => {
    if (!doublings) return words.same;
    const power = 2 ** Math.abs(doublings);
    return words.times.replace("{n}", doublings > 0 ? power : FRACTIONS[power] || `1/${power}`);
  };

  const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

  // `box` gets the canvases; `picked(point)` is called for a click, `hovered(point, x, y)` for the pointer, with null where no mark is near.
  const make = (box, words, { picked, hovered }) => {
    const [base, over] = [document.createElement("canvas"), document.createElement("canvas")];
    base.setAttribute("role", "img");
    over.setAttribute("aria-hidden", "true");
    box.append(base, over);
    let points = []; // { x, y: doublings; colour: "more" | "less"; solid, faint; name; rank } plus px, py once drawn
    let marked = null;
    let pointed = null;
    let cells = new Map();
    let colours = {};
    let [width, height] = [0, 0];

    const readColours = () => {
      const style = getComputedStyle(box);
      const of = (name) => style.getPropertyValue(name).trim();
      colours = {
        more: of("--explorer-more"), less: of("--explorer-less"),
        moreInk: of("--explorer-more-ink"), lessInk: of("--explorer-less-ink"),
        ink: of("--pst-color-text-base"), muted: of("--pst-color-text-muted"),
        line: of("--pst-color-border"), ground: of("--pst-color-background"), font: style.fontFamily,
      };
    };

    const fit = (canvas) => {
      const scale = window.devicePixelRatio || 1;
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      const context = canvas.getContext("2d");
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, width, height);
      return context;
    };

    const scales = () => {
      const reach = (sign) =>
        Math.min(FURTHEST, 0.35 + points.reduce((far, point) => Math.max(far, sign * point.x), 1));
      const [low, high] = [-reach(-1), reach(1)];
      // What is less sure than the furthest mark is far lies within the lines anyway, and on the lower edge.
      const deep = Math.min(1.1 * Math.max(-low, high), 0.2 + points.reduce((far, point) => Math.max(far, point.y), 1));
      const [w, h] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
      return {
        low, high, deep,
        x: (value) => MARGIN.left + (w * (Math.min(Math.max(value, low), high) - low)) / (high - low),
        y: (value) => MARGIN.top + (h * Math.min(value, deep)) / deep,
      };
    };

    const frame = (context, { x, y, low, high, deep }) => {
      const step = high - low > 9 || width < 420 ? 2 : 1;
      const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
      context.lineWidth = 1;
      context.font = `12px ${colours.font}`;
      context.textAlign = "center";
      for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
        context.strokeStyle = tick ? colours.line : colours.muted;
        context.beginPath();
        context.moveTo(x(tick), top);
        context.lineTo(x(tick), bottom + 4);
        context.stroke();
        context.fillStyle = tick ? colours.muted : colours.ink;
        context.fillText(times(tick, words), x(tick), bottom + 17);
      }
      context.fillStyle = colours.muted;
      context.fillText(words.axis, (x(low) + x(high)) / 2, height - 5);
      context.textAlign = "right";
      context.strokeStyle = colours.line;
      for (let tick = 1; tick <= deep; tick += deep > 6 ? 2 : 1) {
        context.beginPath();
        context.moveTo(MARGIN.left - 4, y(tick));
        context.lineTo(width - MARGIN.right, y(tick));
        context.stroke();
        context.fillText(`±${times(tick, words)}`, MARGIN.left - 7, y(tick) + 4);
      }
      context.textAlign = "left";
      context.fillText(words.surer, 2, 13);
      // Where the interval touches "same".
      context.strokeStyle = colours.ink;
      context.lineWidth = 1.25;
      context.setLineDash([5, 4]);
      for (const side of [Math.max(low, -deep), Math.min(high, deep)]) {
        context.beginPath();
        context.moveTo(x(0), y(0));
        context.lineTo(x(side), y(Math.abs(side)));
        context.stroke();
      }
      context.setLineDash([]);
    };

    const disc = (context, point, radius) => {
      context.beginPath();
      context.arc(point.px, point.py, radius, 0, 2 * Math.PI);
    };

    const drawPoints = (context) => {
      for (const point of points) {
        const outside = Math.abs(point.x) > point.y;
        context.globalAlpha = point.faint ? 0.1 : outside ? 0.95 : 0.45;
        disc(context, point, outside ? 4 : 3);
        if (point.solid) {
          context.fillStyle = colours[point.colour];
          context.fill();
        } else {
          context.strokeStyle = colours[point.colour];
          context.lineWidth = 1.4;
          context.stroke();
        }
      }
      context.globalAlpha = 1;
    };

    // Each label beside its mark, where there is room; the points come in the order in which they deserve one.
    const drawLabels = (context) => {
      const most = Math.min(MOST_LABELS, Math.round((width * height) / PIXELS_A_LABEL) + 4);
      const taken = [];
      context.font = `14px ${colours.font}`;
      context.textAlign = "left";
      context.lineJoin = "round";
      const wanted = points.filter((point) => point.rank !== null && !point.faint).sort((a, b) => a.rank - b.rank);
      const clear = wanted.slice(0, CLEAR);
      const covers = (spot) => clear.some(({ px, py }) => overlap(spot, { x: px - 3, y: py - 3, w: 6, h: 6 }));
      for (const point of wanted) {
        if (taken.length === most) break;
        const [w, h] = [context.measureText(point.name).width, 18];
        const places = [
          [point.px + 7, point.py - 8], [point.px - 7 - w, point.py - 8],
          [point.px - w / 2, point.py - 23], [point.px - w / 2, point.py + 7],
        ];
        const free = places
          .map(([left, top]) => ({ x: left, y: top, w, h }))
          .find(
            (spot) =>
              spot.x > MARGIN.left && spot.x + w < width - 2 && spot.y > MARGIN.top - 8 &&
              spot.y + h < height - MARGIN.bottom && !taken.some((other) => overlap(spot, other)) && !covers(spot),
          );
        if (!free) continue;
        taken.push(free);
        context.strokeStyle = colours.ground;
        context.lineWidth = 3.5;
        context.strokeText(point.name, free.x, free.y + 13);
        context.fillStyle = colours[`${point.colour}Ink`];
        context.fillText(point.name, free.x, free.y + 13);
      }
    };

    const drawMarks = () => {
      const context = fit(over);
      for (const point of new Set([marked, pointed])) {
        if (!point || !points.includes(point)) continue;
        disc(context, point, 8);
        context.strokeStyle = colours.ink;
        context.lineWidth = 2;
        context.stroke();
      }
      if (marked && points.includes(marked)) {
        context.font = `600 15px ${colours.font}`;
        const w = context.measureText(marked.name).width;
        const left = marked.px + 12 + w < width ? marked.px + 12 : marked.px - 12 - w;
        context.fillStyle = colours.ground;
        context.fillRect(left - 3, marked.py - 11, w + 6, 22);
        context.fillStyle = colours.ink;
        context.fillText(marked.name, left, marked.py + 5);
      }
    };

    const cell = (px, py) => `${Math.floor(px / NEAR)} ${Math.floor(py / NEAR)}`;

    const draw = () => {
      width = box.clientWidth;
      height = box.clientHeight;
      if (!width || !height) return;
      readColours();
      const context = fit(base);
      const scale = scales();
      cells = new Map();
      for (const point of points) {
        point.px = scale.x(point.x);
        point.py = scale.y(point.y);
        const key = cell(point.px, point.py);
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(point);
      }
      frame(context, scale);
      drawPoints(context);
      drawLabels(context);
      drawMarks();
    };

    const nearest = (event) => {
      const area = over.getBoundingClientRect();
      const [px, py] = [event.clientX - area.left, event.clientY - area.top];
      let [best, least] = [null, NEAR];
      for (const dx of [-NEAR, 0, NEAR]) {
        for (const dy of [-NEAR, 0, NEAR]) {
          for (const point of cells.get(cell(px + dx, py + dy)) || []) {
            const far = Math.hypot(point.px - px, point.py - py) + (point.faint ? NEAR / 2 : 0);
            if (far < least) [best, least] = [point, far];
          }
        }
      }
      return best;
    };

    const point = (found) => {
      if (found === pointed) return;
      pointed = found;
      over.style.cursor = found ? "pointer" : "";
      drawMarks();
      hovered(found, found?.px, found?.py);
    };

    over.addEventListener("pointermove", (event) => point(nearest(event)));
    over.addEventListener("pointerleave", () => point(null));
    over.addEventListener("click", (event) => {
      const found = nearest(event);
      if (found) picked(found);
    });
    new ResizeObserver(draw).observe(box);
    new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    document.fonts.addEventListener("loadingdone", draw);

    return {
      show(shown, label) {
        [points, marked, pointed] = [shown, null, null];
        base.setAttribute("aria-label", label);
        draw();
      },
      mark(found) {
        marked = found;
        drawMarks();
      },
      redraw: draw,
    };
  };

  return { make };
})();
