// How many times as often one side says each word, and how sure that is: the arithmetic of the explorer, on sums that Python made.
// The ratio is helpers.comparison.measures.log_ratio; the interval stands in for helpers.comparison.resampling.bootstrap_interval.
"use strict";
globalThis.fangzhiStatistics = (() => {
  const COLUMNS = ["n", "held", "squares", "products"];
  const FEWEST_HOLDING = 3; // witnesses, with fewer of which the chapter gives a word no interval
  const SMALL_P = 0.01; // nor where no p so small could come of those that hold it
  const MANY_HOLDING = 60; // witnesses, beyond which the logarithm is as good as straight
  const NEGLIGIBLE = 1e-9;
  const Z = 1.959964; // 95% of a normal distribution lie within as many standard errors
  const BEYOND = 0.025;

  // One value per term, from the values of the terms that have any.
  const spread = (packed, size) => {
    const sums = Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(size)]));
    let at = 0;
    packed.at.forEach((step, i) => {
      at += step;
      for (const name of COLUMNS) sums[name][at] = packed[name][i];
    });
    return sums;
  };

  // All provinces less one; `joint` mends what witnesses of several provinces would otherwise count for.
  const others = (all, own, joint) => {
    const sums = {};
    for (const name of COLUMNS) {
      sums[name] = all[name].map((value, i) => value - own[name][i] + (joint ? joint[name][i] : 0));
    }
    return sums;
  };

  // Whether the witnesses that hold a word could make it differ at all (Tarone 1990).
  const canDiffer = (held, here, there) => {
    if (held < FEWEST_HOLDING) return false;
    const fewest = Math.min(here, there);
    let p = 1;
    for (let i = 0; i < Math.min(held, fewest) && p > SMALL_P; i++) p *= (fewest - i) / (here + there - i);
    return p <= SMALL_P;
  };

  // The variance of a side's part of the log ratio, whose slopes in occurrences and in tokens are given.
  const variance = (sums, size, i, slope, slopeOfTokens) =>
    slope ** 2 * sums.squares[i] +
    2 * slope * slopeOfTokens * sums.products[i] +
    slopeOfTokens ** 2 * size.squares -
    (slope * sums.n[i] + slopeOfTokens * size.tokens) ** 2 / size.documents;

  // How much more the logarithm varies than its slope tells, where few witnesses hold a word: when witnesses are drawn again, the number
  // of those that hold it is binomial, and none may be drawn. As if each held as many occurrences, the two variances can be told exactly.
  const curvature = (n, held, documents, added) => {
    if (!held || held > MANY_HOLDING || held === documents) return 1;
    const [each, share] = [n / held, held / documents];
    let p = (1 - share) ** documents;
    let [mean, squares] = [0, 0];
    for (let drawn = 0; drawn <= documents && (drawn <= held || p > NEGLIGIBLE); drawn++) {
      const away = Math.log((each * drawn + added) / (n + added));
      mean += p * away;
      squares += p * away ** 2;
      p *= ((documents - drawn) / (drawn + 1)) * (share / (1 - share));
    }
    const straight = (each / (n + added)) ** 2 * held * (1 - share);
    return (squares - mean ** 2) / straight;
  };

  // How many doublings lie between what is added to a side that lacks a word and what it may hold unseen.
  const unseen = (n, held, user, lacking, added) => {
    const forLength = lacking.tokens / lacking.documents / (user.tokens / user.documents);
    const witnesses = lacking.documents * (1 - BEYOND ** (1 / lacking.documents));
    return Math.log2(((n / held) * forLength * witnesses + added) / added);
  };

  // One row per term that occurs: its number, counts, log ratio (base 2), half the width of its 95% interval on the side of
  // "same", in doublings too, and whether that is over documents or of counting alone.
  const compare = (here, there) => {
    const rows = [];
    const [a, b] = [here.size, there.size];
    const tokens = a.tokens + b.tokens;
    const [addedHere, addedThere] = [a.tokens / tokens, b.tokens / tokens];
    const small = a.documents < b.documents ? a : b;
    for (let term = 0; term < here.sums.n.length; term++) {
      const [n, nOther] = [here.sums.n[term], there.sums.n[term]];
      if (n + nOther === 0) continue;
      const [held, heldOther] = [here.sums.held[term], there.sums.held[term]];
      const [slope, slopeOther] = [1 / (n + addedHere), 1 / (nOther + addedThere)];
      const ratio = Math.log2((n + addedHere) / a.tokens) - Math.log2((nOther + addedThere) / b.tokens);
      const byDocuments = a.t > 0 && b.t > 0 && canDiffer(held + heldOther, a.documents, b.documents);
      let reach = (Z * Math.sqrt(slope + slopeOther)) / Math.LN2;
      if (byDocuments) {
        const shared = (slope + slopeOther) / tokens ** 2; // what is added depends on both sides' tokens
        const both =
          variance(here.sums, a, term, slope, shared * b.tokens - 1 / a.tokens) *
            curvature(n, held, a.documents, addedHere) +
          variance(there.sums, b, term, slopeOther, shared * a.tokens - 1 / b.tokens) *
            curvature(nOther, heldOther, b.documents, addedThere);
        const widened = small.documents / (small.documents - 1);
        reach = (small.t * Math.sqrt(Math.max(both, 0) * widened)) / Math.LN2;
        if (nOther === 0) reach = Math.hypot(reach, unseen(n, held, a, b, addedThere));
        if (n === 0) reach = Math.hypot(reach, unseen(nOther, heldOther, b, a, addedHere));
      }
      rows.push({ term, n, nOther, held, heldOther, ratio, reach, byDocuments });
    }
    return rows;
  };

  return { spread, others, compare };
})();
