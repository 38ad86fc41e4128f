/*
 * 한국어 검색 엔진 10/11: 찾은 쪽을 늘어놓고, Sphinx의 찾기를 갈아 끼웁니다.
 *
 * 제목에 맞은 쪽, 절 제목에 맞은 쪽, 본문에 맞은 쪽의 차례가 뒤바뀌지 않게 점수에 층(TITLE, HEADING)을 둡니다.
 */
(() => {
  "use strict";

  const { open, understand, addSynonyms, addVerbs, lookupWidely, adjacent, NEAR } = KoreanSearch;
  const { findMessages, retype, addInitials, suggest, rateAnswer, namesOf } = KoreanSearch;
  const { fit, probe, tokens, nameParts, latinStem, compact, normalize } = KoreanSearch;

  const TITLE = 110;
  const HEADING = 80;
  const OBJECT = 135;
  // 문장으로 보는 낱말의 수, 이만큼도 못 찾으면 일부만 맞는 쪽도 내놓는 수, 없어도 되는 낱말의 무게.
  const [SENTENCE, FEW, OPTIONAL] = [4, 3, 0.1];
  const [MOST_RATED, MOST_LOOSE, MOST_SHOWN, RARE] = [50, 40, 6, 5];
  const CLOSE = 0.7; // 모든 낱말이 맞는 쪽이 있는데도 함께 내놓을 쪽이 덮어야 할 몫
  const collator = new Intl.Collator("ko");
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  /** 쪽의 제목, 절 제목, 찾아보기 항목. 제목이 맨 앞입니다. */
  const places = (site, file) => {
    site.places ??= gatherPlaces(site.index);
    const own = site.places[file];
    for (const place of own) place.compact ??= compact(place.title);
    return own;
  };
  const gatherPlaces = ({ docnames, titles, alltitles, indexentries = {} }) => {
    // 쪽의 제목은 Sphinx 8에서 HTML이고 9에서 글입니다. 글이라면 alltitles에도 있습니다.
    const pageTitle = (title) =>
      Object.hasOwn(alltitles, title) ? title : unescape(title.replace(/<[^>]*>/g, ""));
    const byFile = docnames.map((name, file) => [
      { title: normalize(pageTitle(titles[file] ?? "") || name), anchor: "", isPage: true },
    ]);
    for (const [title, found] of Object.entries(alltitles))
      for (const [file, id] of found)
        if (id !== null) byFile[file].push({ title: normalize(title), anchor: `#${id}` });
    for (const [entry, found] of Object.entries(indexentries))
      for (const [file, id] of found)
        byFile[file].push({ title: normalize(entry), anchor: id ? `#${id}` : "" });
    return byFile;
  };
  const keysIn = (text) =>
    tokens(text).flatMap((token) => [latinStem(token.toLowerCase()), ...nameParts(token)]);
  const keysOf = (place) => (place.keys ??= keysIn(place.title));

  const coverWord = (word, place) => {
    word.fits ??= new Map(); // `읽기`처럼 쪽마다 있는 제목의 낱말을 다시 재지 않습니다.
    let best = 0;
    for (const key of keysOf(place)) {
      if (!word.fits.has(key)) word.fits.set(key, fit(word, key));
      best = Math.max(best, word.fits.get(key));
    }
    for (const other of word.also)
      if (other.fit > best && place.compact.includes(other.compact)) best = other.fit;
    return best;
  };
  /** 제목 하나가 질의를 얼마나 덮는지. 한 낱말도 건드리지 않으면 null입니다. */
  const cover = (query, place) => {
    if (!query.probes.some((one) => place.compact.includes(one))) return null;
    const fits = query.words.map((word) => coverWord(word, place));
    const whole = query.phrase.length > 1 && place.compact.includes(query.phrase);
    return {
      share: sum(fits.map((value, i) => (value ? query.weights[i] : 0))),
      least: whole ? 1 : Math.min(...fits),
      whole,
      closeness: Math.min(1, query.phrase.length / (place.compact.length || 1)),
    };
  };

  /** 쪽의 점수와 데려갈 자리. text는 본문의 점수로 45를 넘지 않습니다. */
  const rate = (query, own, text) => {
    let best = { score: 0, place: own[0] };
    let hint = 0;
    for (const place of own) {
      const covered = cover(query, place);
      if (!covered) continue;
      hint = Math.max(hint, covered.share * (place.isPage ? 30 : 15));
      if (query.spoken && covered.share > 0.3) {
        const score = text + covered.share * (place.isPage ? 35 : 40);
        if (score > best.score) best = { score, place };
        continue;
      }
      if (!covered.least) continue;
      const fine =
        (place.isPage ? 30 : 8) * covered.closeness + (covered.whole ? 6 : 0) + 10 * covered.least;
      const score = (place.isPage ? TITLE : HEADING) + fine + 0.2 * text;
      if (score > best.score) best = { score, place };
    }
    return best.score ? best : { score: text + hint, place: own[0] };
  };

  /**
   * 모든 낱말이 있는 쪽. 문장을 친 것이거나 그런 쪽이 없으면, 드문 낱말 위주로 일부가 있는 쪽입니다.
   *
   * 문장에는 답에 없는 낱말이 으레 섞입니다. 그래서 문장이면 모두 맞는 쪽을 따로 앞세우지 않습니다.
   */
  const match = (words, probes, site) => {
    const content = words.filter(({ optional }) => !optional);
    const needed = words.map(({ optional }) => !content.length || !optional);
    const found = words.map(lookupWidely);
    // 로마자뿐인 글은 문장이 아니라 오류의 글이나 코드입니다.
    const spoken =
      content.some(({ hangul }) => hangul) &&
      (content.length >= SENTENCE ||
        (words.length >= SENTENCE && content.length > 1 && content.length < words.length));
    const weights = weigh(found, words, site, spoken);
    const shares = new Map();
    found.forEach((one, i) => {
      for (const file of one.keys()) shares.set(file, (shares.get(file) ?? 0) + weights[i]);
    });
    const everywhere = [...shares.keys()];
    const all = everywhere.filter((file) => found.every((one, i) => one.has(file) || !needed[i]));
    const files = [...new Set([...all, ...indexed(words, probes, site)])];
    const enough = files.some((file) => file < site.pages);
    // 묻는 말이 적힌 절은 낱말 하나가 어긋나도 내놓습니다.
    const near = everywhere.filter((file) => file >= site.pages && shares.get(file) >= 0.4);
    if (enough && !spoken && (files.length >= FEW || content.length < 3))
      return { found, files: [...new Set([...files, ...near])], weights, partial: false };
    const least = spoken ? (enough ? CLOSE : 0.2) : content.length > 2 ? 0.4 : 0.5;
    const some = everywhere
      .filter((file) => file < site.pages && shares.get(file) >= least)
      .sort((a, b) => shares.get(b) - shares.get(a))
      .slice(0, MOST_RATED);
    some.push(...everywhere.filter((file) => file >= site.pages && shares.get(file) >= 0.3));
    return {
      found,
      files: [...new Set([...(spoken && !enough ? [] : files), ...some])],
      exact: new Set(files),
      weights,
      partial: !enough,
      spoken,
    };
  };
  /** 찾아보기 항목이 질의에 맞는 쪽. 항목의 말은 본문에 없을 수 있어 낱말 색인으로는 찾지 못합니다. */
  const indexed = (words, probes, site) => {
    site.entries ??= Object.entries(site.index.indexentries ?? {}).map(([title, found]) => ({
      title,
      compact: compact(title),
      files: found.map(([file]) => file),
    }));
    return site.entries
      .filter((entry) => probes.every((one) => entry.compact.includes(one)))
      .filter((entry) => words.every((word) => keysOf(entry).some((key) => fit(word, key))))
      .flatMap(({ files }) => files);
  };
  const weigh = (found, words, site, spoken) => {
    const rarity = found.map(({ size }, i) => {
      // 한두 쪽에만 있는 낱말 하나가 나머지를 모두 누르지 않게 합니다.
      const rare = size ? Math.log(1 + site.pages / Math.max(size, RARE)) : 0;
      const value = spoken ? Math.sqrt(rare) : rare;
      return words[i].optional && words.length > 1 ? OPTIONAL * value : value;
    });
    const total = sum(rarity) || 1;
    return rarity.map((value) => value / total);
  };

  /**
   * 질의에 맞는 자리를 좋은 것부터 돌려줍니다.
   *
   * results는 {file, docname, filename, title, section, anchor, description, kind, score}의 배열,
   * terms는 본문에서 칠할 말, partial은 모든 낱말이 맞는 쪽이 없어 일부만 맞는 쪽을 내놓았는지, similar는 친 말이
   * 없어 비슷한 말로 찾았는지, told는 오류의 글을 붙여 넣은 것이어서 맨 앞에 그 오류의 절을 놓았는지입니다.
   */
  const search = (given, index) => {
    const site = open(index);
    const told = toldBy(given, site);
    const text = told.length ? given : retype(given);
    // 앞에 놓은 절의 쪽을, 절 없이 다시 내놓지는 않습니다.
    const known = new Set(told.map(({ file }) => file));
    const isNew = ({ anchor, file }) => anchor !== "" || !known.has(file);
    const words = understand(text);
    addSynonyms(words);
    addInitials(words, site);
    addVerbs(words);
    if (!words.length)
      return { results: told, terms: [], partial: false, similar: false, told: told.length > 0 };
    const probes = words.map((word) => compact(probe(word)));
    const { found, files, exact, weights, partial, spoken } = match(words, probes, site);
    const phrase = compact(words.map(({ stem }) => stem).join(""));
    const others = words.flatMap(({ also }) => also.map(({ compact }) => compact));
    const query = { words, found, weights, phrase, spoken, names: namesOf(compact(text), phrase, words) };
    query.probes = [...new Set([...probes, ...others])];
    const pairs = words.slice(1).map((word, i) => adjacent(words[i], word));
    const tierOf = (file) => {
      const tier = Math.max(...found.map((one) => one.get(file)?.tier ?? 0));
      return spoken ? 0 : exact && !exact.has(file) ? NEAR + 1 + tier : tier;
    };

    let results = files.map((file) => {
      if (file >= site.pages)
        return answered(query, site.answers[file - site.pages], site, tierOf(file));
      const length = 0.4 + (0.6 * site.sizes[file]) / site.meanSize;
      let body = 0;
      found.forEach((one, i) => {
        const here = one.get(file);
        if (!here) return;
        const often = here.hits / (here.hits + length);
        // 문장에서는 몇 번 나오는가보다 몇 낱말이 나오는가를 봅니다.
        body += weights[i] * here.fit * (spoken ? (0.5 + 0.5 * often) * 0.8 ** here.tier : often);
      });
      const near = pairs.length ? sum(pairs.map((one) => +one.has(file))) / pairs.length : 0;
      const own = places(site, file);
      const { score, place } = rate(query, own, 30 * body + 15 * near);
      return {
        ...page(site, file),
        title: own[0].title,
        section: place.isPage ? "" : place.title,
        anchor: place.anchor,
        description: null,
        kind: score < HEADING ? "text" : "title",
        tier: tierOf(file),
        score: score * weightOf(site, file),
      };
    });
    results = results.filter(({ score }) => score > 0);
    results.push(...objects(query, site));
    // 친 그대로 나오는 쪽이 넓게 찾은 쪽보다 언제나 앞입니다.
    results.sort(
      (a, b) => a.tier - b.tier || b.score - a.score || collator.compare(a.title, b.title),
    );
    if (spoken) results.splice(MOST_LOOSE);
    const seen = words.flatMap((word) => [word, ...word.also.flatMap((other) => other.words)]);
    const corrected = words.some(({ also }) => also.some(({ tier }) => tier === NEAR));
    return {
      results: distinct([...told, ...results.filter(isNew)]),
      terms: [...new Set([...seen.map(highlighted), ...(spoken ? shown(found) : [])])],
      partial,
      similar: corrected && results[0]?.tier === NEAR,
      told: told.length > 0,
      retyped: text === given ? "" : text,
      suggestions: told.length || results.length ? [] : suggest(text, site),
      query,
    };
  };
  /** 문장에서는 풀이씨의 꼴이 바뀌므로, 색인에서 찾은 꼴도 칠합니다. */
  const shown = (found) =>
    found.flatMap(({ forms }) =>
      [...(forms ?? [])]
        .sort(([, a], [, b]) => b - a)
        .slice(0, MOST_SHOWN)
        .map(([key]) => key),
    );
  /** 쪽의 갈래마다 정해 둔 무게: `sphinx_korean_search_weights`. 이름의 앞이 가장 길게 맞는 것입니다. */
  const weightOf = (site, file) => {
    site.weights ??= typeof KOREAN_WEIGHTS === "undefined" ? [] : KOREAN_WEIGHTS;
    const name = site.index.docnames[file];
    return site.weights.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 1;
  };
  /** 사람들이 묻는 말이 적힌 절. 묻는 말 전체를 쳤으면 층과 상관없이 앞입니다. */
  const answered = (query, answer, site, tier) => {
    const { exact, score } = rateAnswer(query, answer);
    const whole = exact !== undefined;
    // 같은 말이 쪽과 절에 다 적혀 있으면 절이 앞입니다.
    const bonus = whole && answer.anchor ? 2 : 0;
    return {
      ...placed(answer, site),
      tier: whole && exact < NEAR ? 0 : tier,
      score: score + bonus,
    };
  };
  const placed = ({ file, anchor, title }, site) => ({
    ...page(site, file),
    title: places(site, file)[0].title,
    section: title,
    anchor: anchor && `#${anchor}`,
    description: null,
    kind: "title",
  });
  /** 붙여 넣은 오류의 절. 글의 낱말은 어느 쪽에나 있는 것이라, 옮겨 간 쪽에서 칠하지 않습니다. */
  const toldBy = (text, site) =>
    findMessages(text, site).map(({ file, anchor, title, score }) => ({
      ...page(site, file),
      title: places(site, file)[0].title,
      section: title,
      anchor: `#${anchor}`,
      description: null,
      kind: "title",
      tier: 0,
      terms: [],
      told: true,
      score,
    }));
  const page = ({ index }, file) => ({
    file,
    docname: index.docnames[file],
    filename: index.filenames[file],
  });
  /** 본문에서 칠할 꼴. 영어의 줄기(`pickl`)는 낱말이 아닐 때가 많아, 덧붙은 것이 뚜렷할 때만 씁니다. */
  const highlighted = ({ hangul, text, stem }) =>
    text.startsWith(stem) && (hangul || /(?:s|ed|ing)$/.test(text)) ? stem : text;

  /** 이름이 있는 것(함수, 클래스, 용어)은 쪽과 따로 내놓습니다. */
  const objects = ({ words, phrase }, site) => {
    const { objects: byPrefix = {}, objnames } = site.index;
    const stems = words.map(({ stem }) => compact(stem));
    const results = [];
    for (const [prefix, members] of Object.entries(byPrefix))
      for (const [file, type, priority, anchor, name] of members) {
        const full = unescape(prefix ? `${prefix}.${name}` : name);
        const [whole, last] = [compact(full), compact(unescape(name))];
        if (!stems.every((stem) => whole.includes(stem))) continue;
        const [, kind, label] = objnames[type];
        const exact = whole === phrase || last === phrase;
        results.push({
          ...page(site, file),
          title: full,
          section: "",
          anchor: `#${anchor === "" ? full : anchor === "-" ? `${kind}-${full}` : anchor}`,
          description: `${label}, ${places(site, file)[0].title}`,
          kind: "object",
          tier: 0,
          score: (exact ? OBJECT : 30 + (40 * phrase.length) / whole.length) - 5 * priority,
        });
      }
    return results;
  };
  const ENTITIES = { lt: "<", gt: ">", quot: '"', "#x27": "'", amp: "&" };
  const unescape = (text) => text.replace(/&(lt|gt|quot|#x27|amp);/g, (_, name) => ENTITIES[name]);
  const distinct = (results) => {
    const seen = new Set();
    return results.filter(
      ({ docname, anchor }) => !seen.has(docname + anchor) && seen.add(docname + anchor),
    );
  };

  Object.assign(KoreanSearch, { search, weightOf });
})();

/* Sphinx가 부르는 이름들. 안쪽 함수의 이름이 바뀐 판에서는 splitQuery와 Stemmer만 남아 어림으로 돕니다. */
var splitQuery = (query) => KoreanSearch.parse(query).map(({ stem }) => stem);
Stemmer = function () {
  this.stemWord = KoreanSearch.latinStem;
};
if (typeof Search !== "undefined") {
  Search._parseQuery = (query) => {
    const terms = new Set(splitQuery(query));
    return [query, terms, new Set(), terms, terms];
  };
  // Sphinx는 좋은 것을 맨 뒤에 놓고 뒤에서부터 꺼냅니다.
  Search._performSearch = (query) =>
    KoreanSearch.search(query, Search._index)
      .results.map(({ docname, title, section, anchor, description, score, filename, kind }) => {
        const shown = section ? `${title} > ${section}` : title;
        return [docname, shown, anchor, description, score, filename, kind];
      })
      .reverse();
}
