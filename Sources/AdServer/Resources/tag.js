/*
 * Broadside page tag: fills the ad slots of a page and reports what became visible.
 *
 *   <script async src="https://ads.news.example/tag.js"></script>
 *   <div data-broadside-slot="leaderboard" data-broadside-sizes="970x250 728x90 | 320x100"></div>
 *
 * The first group of sizes with one that fits the slot's width counts; none given: any size.
 * Each field of the page's context comes from the first source that has it:
 *   1. data-broadside-sections="A/B|C/D", -tags, -regions, -language, -flags on this script's
 *      element, then on <body>
 *   2. JSON-LD: BreadcrumbList, else articleSection (a list is one path); keywords;
 *      contentLocation (identifier or address codes); inLanguage, else <html lang>
 *   3. <meta property="article:section">, "article:tag"
 *   4. WordPress body classes: category-SLUG, tag-SLUG
 * Consent: broadside.consent("granted" | "denied"), else data-broadside-consent, else what that
 * call stored; and what __tcfapi, __gpp and __uspapi say.
 * Events that bubble from a slot: broadside:filled, empty, impression, viewable, click;
 * on the document: broadside:request.
 */
(() => {
  'use strict';
  if (window.broadside) return;

  const script = document.currentScript;
  const server = new URL(script.src).origin;
  const CONSENT_KEY = 'broadside_consent';
  const VIEWER_KEY = 'broadside_viewer';

  const address = (path) => {
    const url = new URL(path, server);
    return /^https?:$/.test(url.protocol) ? url.href : '';
  };
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const asList = (value) => (value ? [].concat(value) : []);
  const tidy = (texts) => texts.map((text) => text.replace(/&amp;/g, '&').trim()).filter(Boolean);
  const firstOf = (...sources) => sources.map((read) => read()).find((found) => found.length) || [];
  const announce = (target, name, detail) =>
    target.dispatchEvent(new CustomEvent('broadside:' + name, { bubbles: true, detail }));
  const element = (name, className, properties) =>
    Object.assign(document.createElement(name), { className }, properties);
  const setting = (name) => {
    const attribute = 'data-broadside-' + name;
    return script.getAttribute(attribute) || document.body.getAttribute(attribute) || '';
  };

  /** Reads, writes or (null) forgets; storage may be forbidden, then nothing is remembered. */
  const store = (key, value) => {
    try {
      if (value === undefined) return localStorage.getItem(key);
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch (error) { /* forbidden or full */ }
    return null;
  };

  // What the page is about

  const linkedData = () => {
    const found = [];
    const collect = (value) => {
      if (Array.isArray(value)) value.forEach(collect);
      else if (value && typeof value === 'object') {
        found.push(value);
        collect(value['@graph']);
        collect(value.breadcrumb);
      }
    };
    document.querySelectorAll('script[type="application/ld+json"]').forEach((block) => {
      try { collect(JSON.parse(block.textContent)); } catch (error) { /* another's mistake */ }
    });
    return (type) => found.find((one) => asList(one['@type']).some((name) => type.test(name)));
  };

  /** The path of a breadcrumb, without the home page and the article itself. */
  const sectionPath = (breadcrumb = {}, article) => {
    const crumbs = asList(breadcrumb.itemListElement)
      .sort((a, b) => a.position - b.position)
      .map(({ name, item }) => ({
        name: String(name || item.name),
        path: item ? new URL(item['@id'] || item, location.href).pathname : '',
      }));
    const [first] = crumbs;
    if (first && (/^home$/i.test(first.name) || first.path === '/')) crumbs.shift();
    const last = crumbs[crumbs.length - 1];
    if (last && article['@type'] && (['', location.pathname].includes(last.path) ||
        last.name === article.headline)) crumbs.pop();
    return crumbs.map((crumb) => crumb.name).join('/');
  };

  /** ISO 3166 codes of a schema.org Place: "US-OR/Portland". */
  const regionOf = ({ identifier, address: postal = {} }) => {
    if (identifier) return String(identifier.value || identifier);
    const { addressCountry: country = '', addressRegion: part, addressLocality: place } = postal;
    const code = String(country.name || country);
    const region = !part ? code : part.startsWith(code + '-') ? part : code + '-' + part;
    return place ? region + '/' + place : region;
  };

  const pageContext = () => {
    const data = linkedData();
    const article = data(/Article$|BlogPosting$/) || {};
    const said = (name) => () => tidy(setting(name).split('|'));
    const meta = (name) => () => tidy(
      Array.from(document.querySelectorAll(`meta[property="${name}"]`), (node) => node.content));
    const classes = (prefix) => () => Array.from(document.body.classList)
      .filter((name) => name.startsWith(prefix) && !/-\d+$/.test(name))
      .map((name) => name.slice(prefix.length));
    return {
      url: location.origin + location.pathname, // the rest may name the reader
      sections: firstOf(
        said('sections'),
        () => tidy([sectionPath(data(/^BreadcrumbList$/), article) ||
          asList(article.articleSection).join('/')]),
        meta('article:section'),
        classes('category-')),
      tags: firstOf(
        said('tags'),
        () => tidy(asList(article.keywords).join(',').split(',')),
        meta('article:tag'),
        () => classes('tag-')().map((slug) => slug.replace(/-/g, ' '))),
      regions: firstOf(
        said('regions'),
        () => asList(article.contentLocation).map(regionOf)
          .filter((region) => /^[a-z]{2}(-[a-z0-9]{1,3})?(\/.+)?$/i.test(region))),
      language: setting('language') || article.inLanguage || document.documentElement.lang,
      flags: said('flags')(),
    };
  };

  // What the reader allows

  const signals = {};
  let chosen = '';

  const consentState = () => {
    const state = chosen || setting('consent') || store(CONSENT_KEY);
    return state === 'granted' || state === 'denied' ? state : undefined;
  };

  /** A consent manager's news; ads that were asked for without it are asked for again. */
  const hear = (news) => {
    const before = JSON.stringify(signals);
    Object.assign(signals, news);
    if (asked && before !== JSON.stringify(signals)) load();
  };

  const askManagers = () => {
    const ask = (name, call) => typeof window[name] === 'function' && new Promise((done) => {
      try { call(window[name], done); } catch (error) { done(); }
    });
    return Promise.race([pause(500), Promise.all([
      ask('__tcfapi', (api, done) => api('addEventListener', 2, (data, ok) => {
        if (ok) {
          hear({
            gdpr: data.gdprApplies,
            // While the notice is open there is no choice yet.
            tcf: data.eventStatus === 'cmpuishown' ? undefined : data.tcString || undefined,
          });
        }
        done();
      })),
      ask('__gpp', (api, done) => api('addEventListener', ({ pingData: ping }) => {
        if (!ping || ping.signalStatus !== 'ready') return;
        hear({ gpp: ping.gppString, gpp_sid: ping.applicableSections });
        done();
      })),
      ask('__uspapi', (api, done) => api('getUSPData', 1, (data, ok) => {
        if (ok) hear({ us_privacy: data.uspString });
        done();
      })),
    ])]);
  };

  /** The reader's first-party id: made on a granted consent only, forgotten without one. */
  const viewer = () => {
    if (consentState() !== 'granted' || navigator.globalPrivacyControl) {
      store(VIEWER_KEY, null);
      return undefined;
    }
    const id = store(VIEWER_KEY) || crypto.getRandomValues(new Uint32Array(4)).join('-');
    store(VIEWER_KEY, id);
    return id;
  };

  // Asking

  /** The shorter side of a touch screen decides: turning a phone changes nothing. */
  const device = () => {
    const touch = matchMedia('(pointer: coarse)').matches;
    const side = touch ? Math.min(innerWidth, innerHeight) : innerWidth;
    return side < 768 ? 'mobile' : side < 1024 || touch ? 'tablet' : 'desktop';
  };

  const sizesOf = (slot) => {
    const text = slot.getAttribute('data-broadside-sizes');
    if (!text) return undefined;
    const room = slot.clientWidth;
    const groups = text.split('|').map((group) =>
      (group.match(/\d+x\d+/g) || []).filter((size) => parseInt(size, 10) <= room));
    return groups.find((group) => group.length) || [];
  };

  let run = 0;
  let asked = false;
  let cleanups = [];

  const load = async () => {
    const mine = ++run;
    cleanups.forEach((cleanup) => cleanup());
    cleanups = [];
    await ready;
    if (mine !== run) return;
    asked = true;
    const slots = new Map();
    document.querySelectorAll('[data-broadside-slot]').forEach((node) => {
      // A slot that the layout hides is not asked for.
      if (node.getClientRects().length) slots.set(node.getAttribute('data-broadside-slot'), node);
    });
    if (!slots.size) return;
    try {
      const question = {
        page: pageContext(),
        slots: Array.from(slots, ([slot, node]) => ({ slot, sizes: sizesOf(node) })),
        device: device(),
        consent: Object.assign({ state: consentState() }, signals),
        viewer: viewer(),
      };
      announce(document, 'request', question);
      const response = await fetch(server + '/v1/ads', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(question),
      });
      const answer = await response.json();
      // No second try with less context: it could bring an ad that the context forbids.
      if (!response.ok) throw new Error(answer.title + ' ' + answer.detail);
      if (mine === run) answer.ads.forEach((ad) => show(slots.get(ad.slot), ad));
    } catch (error) {
      console.warn('broadside:', error.message);
      slots.forEach((node, slot) => announce(node, 'empty', { slot, reason: 'unavailable' }));
    }
  };

  // Showing

  /** A constructed sheet passes a strict CSP; :where() lets every rule of the page win. */
  const addStyle = () => {
    if (!document.adoptedStyleSheets) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :where(.broadside-ad) { max-width: 100%; margin: 0 auto; font: 14px/1.4 system-ui }
      :where(.broadside-ad *) { max-width: 100%; box-sizing: border-box }
      :where(.broadside-label) { min-height: 20px; font: 11px/20px system-ui }
      :where(.broadside-creative) { display: block; position: relative; color: inherit }
      :where(.broadside-creative > *) { display: block; border: 0; height: auto }
      :where(.broadside-cover) { position: absolute; top: 0; width: 100%; height: 100% }
      :where(.broadside-words) { display: flex; overflow: hidden; border: 1px solid }
      :where(.broadside-words img) { width: 37.5%; object-fit: cover }
      :where(.broadside-copy) { padding: 12px 16px; margin: auto 0 }
      :where(.broadside-copy *) { display: block; margin-bottom: 4px }
      :where(.broadside-title) { font-size: 18px; font-weight: 700 }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };

  /** The creative, its link, and the part that has still to arrive from the server. */
  const creativeNode = (ad) => {
    const { type, width, height, src, alt } = ad.creative;
    const link = element('a', 'broadside-creative', {
      href: address(ad.click_url), target: '_blank', rel: 'sponsored noopener',
    });
    if (type === 'html') {
      const frame = element('iframe', '', {
        width, height, tabIndex: -1, title: ad.label,
        sandbox: 'allow-scripts allow-popups allow-popups-to-escape-sandbox', src: address(src),
      });
      frame.style.height = height + 'px';
      // The frame cannot know the counted link, so the link lies over it.
      link.className = 'broadside-cover';
      link.setAttribute('aria-label', ad.paid_for_by);
      const node = element('div', 'broadside-creative');
      node.append(frame, link);
      return { node, link, arriving: frame };
    }
    const picture = src && element('img', '', { src: address(src), alt: alt || '' });
    if (type === 'image') {
      link.append(Object.assign(picture, { width, height }));
    } else {
      link.classList.add('broadside-words');
      link.style.height = height + 'px';
      const copy = element('span', 'broadside-copy');
      ['title', 'body', 'call_to_action'].forEach((name) => {
        const textContent = ad.creative[name];
        if (textContent) copy.append(element('span', 'broadside-' + name, { textContent }));
      });
      link.append(picture || '', copy);
    }
    return { node: link, link, arriving: picture };
  };

  const show = (slot, ad) => {
    const detail = { slot: ad.slot, line_item: ad.line_item, reason: ad.reason };
    if (!ad.line_item) {
      announce(slot, 'empty', detail);
      return;
    }
    const box = element('div', 'broadside-ad');
    const { node, link, arriving } = creativeNode(ad);
    const textContent = ad.label + (ad.paid_for_by ? ' \u00b7 Paid for by ' + ad.paid_for_by : '');
    box.style.width = ad.creative.width + 'px';
    box.append(element('div', 'broadside-label', { textContent }), node);
    cleanups.push(() => box.remove());

    const rendered = async () => {
      const counted = beacon(ad.impression_url);
      watch(node, ad.creative, async () => {
        // Only what was an impression can be viewable.
        if (await counted && await beacon(ad.viewable_url)) announce(slot, 'viewable', detail);
      });
      if (await counted) announce(slot, 'impression', detail);
    };
    if (arriving) {
      arriving.addEventListener('load', rendered, { once: true });
      arriving.onerror = () => {
        box.remove();
        announce(slot, 'empty', Object.assign(detail, { reason: 'creative_failed' }));
      };
    }
    link.onclick = () => announce(slot, 'click', detail);
    slot.append(box);
    announce(slot, 'filled', detail);
    if (!arriving) rendered();
  };

  // Counting

  /** Reports an event, in several tries; true when the server has it. */
  const beacon = async (path) => {
    for (const wait of [0, 1000, 2000, 4000]) {
      if (wait) await pause(wait);
      try {
        const response = await fetch(address(path), { method: 'POST', keepalive: true });
        if (response.status !== 503) return response.ok;
      } catch (error) { /* the network */ }
    }
    return false;
  };

  /** MRC: half of the pixels, 30 % of a large ad, for one continuous second on a visible page. */
  const watch = (node, { width, height }, done) => {
    const threshold = width * height < 242500 ? 0.5 : 0.3;
    let inView = false;
    let timer;
    const check = () => {
      if (!inView || document.visibilityState !== 'visible') timer = clearTimeout(timer);
      else if (!timer) timer = setTimeout(() => { stop(); done(); }, 1000);
    };
    const observer = new IntersectionObserver((entries) => entries.forEach((entry) => {
      inView = entry.intersectionRatio >= threshold;
      check();
    }), { threshold });
    const stop = () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', check);
      clearTimeout(timer);
    };
    document.addEventListener('visibilitychange', check);
    observer.observe(node);
    cleanups.push(stop);
  };

  const event = (name) => new Promise((done) => document.addEventListener(name, done));
  const ready = (async () => {
    if (document.prerendering) await event('prerenderingchange');
    if (document.readyState === 'loading') await event('DOMContentLoaded');
    addStyle();
    await askManagers();
  })();

  window.broadside = Object.freeze({
    version: '1',
    /** Empties the slots and fills them anew. */
    load,
    /** Keeps the reader's choice and loads the ads that it allows. */
    consent(state) {
      chosen = state === 'granted' ? state : 'denied';
      store(CONSENT_KEY, chosen);
      viewer();
      return load();
    },
  });
  load();
})();
