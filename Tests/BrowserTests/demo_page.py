"""Opens a demo article in headless Chromium, scrolls, clicks an ad, and prints what a reader's browser saw as JSON.

Usage: demo_page.py BASE_URL ARTICLE WIDTH HEIGHT CONSENT(none|accept|refuse) [SCREENSHOT]
"""

import json
import sys

from playwright.sync_api import sync_playwright

base, article, width, height, consent = sys.argv[1:6]
screenshot = sys.argv[6] if len(sys.argv) > 6 else None

OBSERVE_SHIFTS = """
window.__shift = 0;
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
window.__events = [];
for (const name of ['filled', 'empty', 'impression', 'viewable'])
    document.addEventListener('broadside:' + name, event =>
        window.__events.push([name, event.target.dataset.broadsideSlot]), true);
"""

SLOTS = """() => [...document.querySelectorAll('[data-broadside-slot]')].map(slot => {
    const box = slot.getBoundingClientRect();
    const picture = slot.querySelector('img');
    return {
        slot: slot.dataset.broadsideSlot,
        width: Math.round(box.width), height: Math.round(box.height),
        link: slot.querySelector('a') ? slot.querySelector('a').getAttribute('href') : null,
        text: slot.innerText,
        loaded: picture ? picture.complete && picture.naturalWidth > 0 : null,
    };
})"""

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    context = browser.new_context(viewport={"width": int(width), "height": int(height)})
    page = context.new_page()
    problems, outside, answers = [], [], []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith((base, "data:")) else None)

    def keep(response):
        if response.url.endswith("/v1/ads"):
            answers.append(response.json())

    page.on("response", keep)
    page.add_init_script(OBSERVE_SHIFTS)
    page.goto(base + article, wait_until="load")
    # Asked again and again from outside: the page's security policy forbids evaluating text inside it.
    for _ in range(300):
        if page.evaluate("window.__events.some(event => event[0] === 'impression')"):
            break
        page.wait_for_timeout(50)
    if consent != "none":
        page.get_by_role("button", name="Accept" if consent == "accept" else "Refuse").first.click()
        page.wait_for_timeout(1500)
    page.wait_for_timeout(1500)
    total = page.evaluate("document.documentElement.scrollHeight")
    position = 0
    while position < total:
        page.mouse.wheel(0, int(height) // 2)
        position += int(height) // 2
        page.wait_for_timeout(1300)
    slots = page.evaluate(SLOTS)
    if screenshot:
        page.evaluate("window.scrollTo(0, 0)")
        page.wait_for_timeout(300)
        page.screenshot(path=screenshot)
    overflow = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth")
    clicked = None
    link = page.locator("[data-broadside-slot] a").first
    if link.count():
        # The landing page is another company's and does not exist here: where the browser went is what counts.
        landings = []
        context.on("request", lambda r: landings.append(r.url) if r.redirected_from else None)
        with context.expect_page(timeout=10000):
            link.click()
        for _ in range(100):
            if landings:
                break
            page.wait_for_timeout(50)
        clicked = landings[0] if landings else None
    print(json.dumps({
        "answers": answers,
        "clicked": clicked,
        "events": page.evaluate("window.__events"),
        "layout_shift": page.evaluate("window.__shift"),
        "outside_requests": outside,
        "overflows": overflow,
        "problems": problems,
        "slots": slots,
    }))
    browser.close()
