/*
 * The newsroom's own script: its menu, its privacy notice and the panel "Why these ads?".
 * It stands before the ad server's tag, so that it hears everything that the tag announces.
 */
(() => {
  'use strict';

  const CONSENT_KEY = 'broadside_consent';
  document.documentElement.classList.add('js');

  /** An element with properties and children; text stays text. */
  const make = (name, properties = {}, ...children) => {
    const { dataset, ariaLabel, ...rest } = properties;
    const node = Object.assign(document.createElement(name), rest);
    Object.assign(node.dataset, dataset);
    if (ariaLabel) node.setAttribute('aria-label', ariaLabel);
    node.append(...children);
    return node;
  };

  // What the ads of this page view did

  const shown = new Map();
  const totals = { filled: 0, impression: 0, viewable: 0, click: 0 };
  let question = null;

  document.addEventListener('broadside:request', (event) => {
    question = event.detail;
    shown.clear();
    Object.keys(totals).forEach((name) => { totals[name] = 0; });
    refresh();
  });
  for (const name of ['filled', 'empty', 'impression', 'viewable', 'click']) {
    document.addEventListener(`broadside:${name}`, ({ detail }) => {
      const entry = shown.get(detail.slot) || { steps: [] };
      Object.assign(entry, detail);
      entry.steps.push(name);
      shown.set(detail.slot, entry);
      if (name in totals) totals[name] += 1;
      refresh();
    });
  }

  // The panel

  const WORDS = {
    filled: 'loading', empty: 'empty', impression: 'impression counted',
    viewable: 'viewable counted', click: 'click counted',
  };
  const CLASSES = {
    A: 'Class A: counts only, nothing about the reader is kept',
    B: 'Class B: one row for each event, without an id',
    C: 'Class C: one row for each event, with this site’s own random id',
  };

  const pillCount = make('span', { className: 'pill-count' }, '0 shown, 0 viewable');
  const pill = make('button', { type: 'button', className: 'pill' }, 'Why these ads?', pillCount);
  const panel = make('aside', { className: 'explain', id: 'why-these-ads', hidden: true });
  pill.setAttribute('aria-expanded', 'false');
  pill.setAttribute('aria-controls', panel.id);
  panel.setAttribute('aria-label', 'Why these ads?');

  const open = (isOpen) => {
    panel.hidden = !isOpen;
    pill.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) {
      draw();
      refresh();
    }
    (isOpen ? panel.querySelector('.explain-close') : pill).focus();
  };

  /** Draws again soon; many events in a row cost one drawing. */
  let waiting = 0;
  const refresh = () => {
    pillCount.textContent = `${totals.impression} shown, ${totals.viewable} viewable`;
    if (panel.hidden || waiting) return;
    waiting = setTimeout(async () => {
      waiting = 0;
      draw(await explanation());
    }, 150);
  };

  const explanation = async () => {
    if (!question) return null;
    try {
      const response = await fetch('/demo/explain', {
        method: 'POST', headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(question),
      });
      return response.ok ? await response.json() : null;
    } catch (error) {
      return null;
    }
  };

  const pairs = (className, entries) => make('dl', { className },
    ...entries.filter(([, text]) => text).flatMap(([term, text]) =>
      [make('dt', {}, term), make('dd', {}, text)]));

  const slotEntry = (slot, answer) => {
    const entry = shown.get(slot) || { steps: [] };
    const now = answer.slots.find((one) => one.slot === slot) || {};
    const item = answer.line_items.find((one) => one.line_item === entry.line_item) || {};
    const last = entry.steps[entry.steps.length - 1];
    const state = make('span', {}, last ? WORDS[last] : 'asked for');
    state.classList.toggle('is-counted', ['impression', 'viewable', 'click'].includes(last));
    const isStill = now.chosen === entry.line_item;
    return make('section', { className: 'explain-slot' },
      make('h4', {}, slot, state),
      pairs('', entry.line_item ? [
        ['Line item', entry.line_item],
        ['Tier', item.tier],
        ['Price', item.rate],
        ['Why', isStill ? now.reason : 'it was its turn a moment ago'],
        ['Next', !isStill && (now.chosen ? `${now.chosen}: ${now.reason}` : now.reason)],
      ] : [['Empty', now.reason || entry.reason]]));
  };

  const lostTable = (items) => make('table', {},
    make('thead', {}, make('tr', {},
      ...['Line item', 'Tier', 'First reason'].map((text) => make('th', { scope: 'col' }, text)))),
    make('tbody', {}, ...items.map((one) => make('tr', {},
      make('th', { scope: 'row' }, one.line_item), make('td', {}, one.tier),
      make('td', {}, one.reason)))));

  /** Without an answer it says that it waits for one; null means that none came. */
  const draw = (answer) => {
    const close = make('button', {
      type: 'button', className: 'explain-close', ariaLabel: 'Close', onclick: () => open(false),
    }, '✕');
    const hadFocus = panel.contains(document.activeElement);
    const scroll = panel.scrollTop;
    const details = panel.querySelector('details');
    const isOpen = !details || details.open;
    const parts = [make('header', {}, make('h2', {}, 'Why these ads?'), close)];
    if (question) {
      const { sections, tags, regions, flags } = question.page;
      const about = [...sections, ...tags, ...regions, ...flags.map((flag) => `flag: ${flag}`)];
      parts.push(make('p', { className: 'explain-page' },
        about.length ? `This page: ${about.join(' · ')}` : 'This page names no section or tag',
        ` (${question.device})`));
    }
    if (!answer) {
      const asking = answer === undefined
        ? 'Asking the ad server…' : 'The ad server gives no explanation just now.';
      parts.push(make('p', { className: 'explain-consent' }, question ? asking
        : 'The ad tag has asked for nothing on this page; a blocker may have stopped it.'));
    } else {
      parts.push(
        make('p', { className: 'explain-consent' },
          make('strong', {}, CLASSES[answer.consent.class] || answer.consent.class),
          `: ${answer.consent.reason}.`),
        pairs('counts', []),
        make('h3', {}, 'What was chosen'),
        ...question.slots.map(({ slot }) => slotEntry(slot, answer)));
      parts[3].append(...[['Served', 'filled'], ['Impressions', 'impression'],
        ['Viewable', 'viewable'], ['Clicks', 'click']].map(([term, name]) =>
        make('div', {}, make('dt', {}, term), make('dd', {}, String(totals[name])))));
      const served = new Set([...shown.values()].map((entry) => entry.line_item));
      const lost = answer.line_items.filter((one) =>
        one.outcome !== 'chosen' && !served.has(one.line_item));
      parts.push(make('details', { open: isOpen },
        make('summary', {}, `What was not: ${lost.length} line items`), lostTable(lost)));
    }
    panel.replaceChildren(...parts);
    panel.scrollTop = scroll;
    if (hadFocus) close.focus({ preventScroll: true });
  };

  pill.addEventListener('click', () => open(panel.hidden));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !panel.hidden) open(false);
  });

  // The privacy notice: refusing is as easy as accepting, and so is changing one's mind

  const choice = () => {
    try { return localStorage.getItem(CONSENT_KEY); } catch (error) { return null; }
  };
  const stateText = make('p', { className: 'notice-state' });
  const notice = make('section',
    { className: 'notice', hidden: true, ariaLabel: 'Privacy choices' });

  const choose = (state) => () => {
    try { localStorage.setItem(CONSENT_KEY, state); } catch (error) { /* asked again next time */ }
    if (window.broadside) window.broadside.consent(state);
    notice.hidden = true;
  };
  const showNotice = () => {
    stateText.textContent = {
      granted: 'At present: accepted.', denied: 'At present: refused.',
    }[choice()] || 'Until you answer, nothing about you is kept.';
    if (navigator.globalPrivacyControl) {
      stateText.textContent += ' Your browser asks sites not to share your data; we do not.';
    }
    notice.hidden = false;
  };
  notice.append(
    make('h2', {}, 'Your privacy'),
    make('p', {}, 'The ads here follow the article, not you. May we keep a random number in this ' +
      'browser, so that you do not see the same ad too often and we can measure our advertising?'),
    stateText,
    make('div', { className: 'notice-buttons' },
      make('button', { type: 'button', onclick: choose('denied') }, 'Refuse'),
      make('button', { type: 'button', onclick: choose('granted') }, 'Accept')));

  // The page is there

  document.addEventListener('DOMContentLoaded', () => {
    document.body.append(notice, pill, panel);
    if (!choice()) showNotice();
    document.querySelector('[data-privacy-choices]').addEventListener('click', () => {
      showNotice();
      notice.querySelector('button').focus();
    });

    const toggle = document.querySelector('.menu-toggle');
    const menu = document.querySelector('.menu');
    toggle.addEventListener('click', () => {
      toggle.setAttribute('aria-expanded', String(menu.classList.toggle('is-open')));
    });
    menu.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') document.activeElement.blur();
    });
  });
})();
