// What must be true of every page. Each rule answers what breaks it, in words a developer can search for; a page that
// keeps it answers nothing. The last expression is called with the names of the rules and the width of the screen.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const shown = e => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
const told = e => `<${e.tagName.toLowerCase()} ${e.id || e.name || e.className}> ${(e.innerText || e.value || '').trim().slice(0, 40)}`;
const words = e => e.textContent.replace(/\s+/g, '');
const CONTROLS = 'input:not([type=hidden]), select, textarea';
const FOCUSABLE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
const focusable = () => all(FOCUSABLE).filter(e => shown(e) && !e.classList.contains('skip'));

/** Whether an element is out of sight on purpose: read aloud, not seen. */
const unseen = e => e.closest('.unseen, .skip') !== null;

/** Whether a link stands inside a sentence, where its size is that of the text. */
function inSentence(link) {
    if (getComputedStyle(link).display !== 'inline') return false;
    let around = link.parentElement;
    while (around && getComputedStyle(around).display === 'inline') around = around.parentElement;
    return around !== null && words(around) !== words(link);
}

/** The box of a control: of a radio button or a box to tick, the row that its label lies over. */
const box = control => (/radio|checkbox/.test(control.type) && control.closest('.choice') || control).getBoundingClientRect();

/** The elements that cut off what they hold. */
const cut = () => all('body *').filter(e => shown(e) && !unseen(e) && /hidden|clip/.test(getComputedStyle(e).overflowY)
    && getComputedStyle(e).clipPath === 'none'
    && e.scrollHeight > e.clientHeight + 2).map(e => `cuts its text: ${told(e)}`);

function withStyle(css, rule) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
    try { return rule(); } finally { document.adoptedStyleSheets = document.adoptedStyleSheets.filter(s => s !== sheet); }
}

const rules = {
    /** 1 */
    sideways: width => document.documentElement.scrollWidth > width ? [`${document.documentElement.scrollWidth} px wide`] : [],
    /** 2 */
    tables: () => all('main table').filter(t => shown(t) && t.scrollWidth > t.parentElement.clientWidth + 1).filter(t => {
        const region = t.closest('[role=region][tabindex="0"][aria-label]');
        return !region || !/auto|scroll/.test(getComputedStyle(region).overflowX);
    }).map(t => `a wide table without a region: ${told(t)}`),
    /** 3 */
    twice: () => withStyle('html { font-size: 200% !important; }', cut),
    /** 4 */
    spacing: () => withStyle('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }', cut),
    /** 5; readings over a word are smaller by nature. */
    small: () => {
        const found = [];
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            const e = text.parentElement;
            if (!text.data.trim() || !shown(e) || unseen(e) || e.closest('rt, rp, script, style, noscript, title, desc')) continue;
            if (e.closest('svg')) {
                if (e.getBoundingClientRect().height < 15) found.push(`text of a picture ${e.getBoundingClientRect().height} px high: ${text.data.trim()}`);
            } else if (parseFloat(getComputedStyle(e).fontSize) < 14) found.push(`${getComputedStyle(e).fontSize}: ${told(e)}`);
        }
        if (parseFloat(getComputedStyle(document.body).fontSize) < 16) found.push('the body is below 16 px');
        return found;
    },
    /** 7 */
    outline: () => {
        const found = [], levels = all('h1, h2, h3, h4, h5, h6').filter(shown).map(h => Number(h.tagName[1]));
        if (levels.filter(l => l === 1).length !== 1) found.push(`${levels.filter(l => l === 1).length} headings of the first level`);
        levels.forEach((level, at) => { if (at && level > levels[at - 1] + 1) found.push(`a heading skips from ${levels[at - 1]} to ${level}`); });
        for (const landmark of ['header', 'nav', 'main', 'footer']) if (!document.querySelector(landmark)) found.push(`no ${landmark}`);
        all('nav').filter(n => !n.ariaLabel && !n.getAttribute('aria-labelledby')).forEach(n => found.push(`a nav without a name: ${told(n)}`));
        return found;
    },
    /** 9, on a page that is not in easy Japanese. */
    ruby: () => all(document.documentElement.classList.contains('easy') ? 'label ruby, button ruby, title ruby, .error-text ruby, .error-summary ruby' : 'ruby')
        .map(r => `a reading where none belongs: ${told(r.parentElement)}`),
    /** 11 */
    inline: () => [...all('[style]').filter(e => !e.closest('[data-viewer]')).map(e => `a style attribute: ${told(e)}`), ...(window.brokenPolicy || [])],
    /** 13 */
    targets: () => [...all('button, summary, ' + CONTROLS), ...all('a[href]').filter(a => !inSentence(a))]
        .filter(e => shown(e) && !unseen(e)).map(e => [e, box(e)])
        .filter(([, b]) => b.width < 43.5 || b.height < 43.5)
        .map(([e, b]) => `${Math.round(b.width)}×${Math.round(b.height)}: ${told(e)}`),
    /** 14 */
    focus: () => {
        const found = [];
        for (const e of focusable()) {
            const before = getComputedStyle(e).boxShadow;
            e.focus({ focusVisible: true });
            const style = getComputedStyle(e), b = e.getBoundingClientRect();
            if (parseFloat(style.outlineWidth) < 2 && style.boxShadow === before) found.push(`the focus is not seen: ${told(e)}`);
            const [x, y] = [b.left + b.width / 2, b.top + b.height / 2];
            const over = document.elementFromPoint(x, y);
            if (over && !e.contains(over) && !over.contains(e) && ![...(e.labels || [])].some(l => l.contains(over))) found.push(`covered by ${told(over)}: ${told(e)}`);
        }
        document.activeElement.blur();
        return found;
    },
    /** 15; what lies side by side in columns has an order of its own. */
    order: () => {
        const found = [];
        let last;
        for (const e of focusable()) {
            if (e.tabIndex > 0) found.push(`an order of its own: ${told(e)}`);
            const b = e.getClientRects()[0], top = b.top + scrollY;
            if (last && top + b.height <= last.top + 1) found.push(`stands above what comes before it: ${told(e)}`);
            last = { top };
        }
        return found;
    },
    /** 16 */
    attributes: () => [...all('[placeholder], :disabled, [maxlength], [required]').map(e => `placeholder, disabled, maxlength or required: ${told(e)}`),
        ...all('form:not([novalidate])').map(f => `a form without novalidate: ${f.action}`)],
    /** 17 */
    labels: () => {
        const found = all(CONTROLS).filter(shown).filter(c => ![...c.labels].some(l => shown(l) && words(l))).map(c => `without a label: ${told(c)}`);
        const groups = all('input[type=radio]').filter(r => shown(r) && !r.closest('fieldset')?.querySelector('legend'));
        return [...found, ...groups.map(r => `a choice without a legend: ${told(r)}`)];
    },
    /** 18 */
    marks: () => all('.field').filter(f => shown(f) && f.querySelector(CONTROLS) && !/※必須|※任意/.test(f.textContent)).map(f => `neither mark: ${told(f)}`),
    /** 20 */
    numbers: () => all('input[type=number], input[type=date]').map(told),
    /** 24, 26: each sentence of the summary stands beside its field, and says more than that something is wrong. */
    errors: () => {
        const found = [], summary = document.querySelector('.error-summary');
        if (!summary) return ['no summary'];
        if (document.activeElement !== summary && !summary.contains(document.activeElement)) found.push(`the focus is at ${told(document.activeElement)}`);
        if (!/^(エラー：|まちがい：|Error: )/.test(document.title)) found.push(document.title);
        const h1 = document.querySelector('h1');
        if (!(summary.compareDocumentPosition(h1) & Node.DOCUMENT_POSITION_FOLLOWING)) found.push('the summary stands below the heading');
        for (const link of all('a', summary)) {
            const control = document.querySelector(link.hash.replace(/[.[\]]/g, '\\$&'));
            if (!control) { found.push(`${link.hash} leads nowhere`); continue; }
            if (!control.matches(CONTROLS)) found.push(`${link.hash} is no control`);
            if (control.getAttribute('aria-invalid') !== 'true') found.push(`${link.hash} is not marked`);
            const beside = (control.getAttribute('aria-describedby') || '').split(' ').map(id => document.getElementById(id)).filter(e => e?.classList.contains('error-text')).map(words);
            const text = words(link);
            const same = beside.some(b => { const plain = b.replace(/^(エラー：|まちがい：|Error:)/, ''); return text.endsWith(plain) || plain.endsWith(text); });
            if (!same) found.push(`the sentence at ${link.hash} is another: ${text} ≠ ${beside}`);
            if (/不正|無効|エラーが発生しました|必須項目です/.test(text) || /^入力してください/.test(text) || /^(invalid|required|error)/i.test(text)) found.push(`says nothing: ${text}`);
        }
        return found;
    },
    /** Japanese on an English page says that it is Japanese, but for a word inside an English sentence and what people
     * typed themselves. */
    english: () => {
        const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            const e = text.parentElement;
            if (!/[\u3040-\u9fff\uff00-\uffef]/.test(text.data) || /[a-z]{3}/i.test(text.data)) continue;
            if (!shown(e) || e.closest('[lang=ja], [aria-hidden=true], dd, script, style')) continue;
            found.push(`Japanese: ${text.data.trim().slice(0, 60)}`);
        }
        return found;
    },
    /** Names that are given once, and references that lead somewhere. */
    names: () => {
        const ids = all('[id]').map(e => e.id), found = ids.filter((id, at) => ids.indexOf(id) !== at).map(id => `twice: #${id}`);
        for (const attribute of ['for', 'aria-describedby', 'aria-labelledby', 'list'])
            for (const e of all(`[${attribute}]`)) for (const id of e.getAttribute(attribute).split(' '))
                if (id && !document.getElementById(id)) found.push(`${attribute} names #${id}, which is not there: ${told(e)}`);
        return found;
    },
};

return arguments[0].flatMap(name => rules[name](arguments[1]).map(what => `${name}: ${what}`));
