/*
 * Labels of forms and filters are written in English and Chinese, one after the other. This leaves the reader's half; where
 * it does not run, both are read. Names of tasks and processes come from the models: the name is English, the documentation
 * begins with the Chinese. What people wrote themselves is left as it is.
 */
const chinese = (navigator.languages?.[0] || navigator.language || '').toLowerCase().startsWith('zh');

const LABELS = [
  '.fjs-form label',
  '.fjs-form .fjs-form-field-text',
  '.fjs-form .fjs-form-field-description',
  '.fjs-form .fjs-select-display',
  '.fjs-form .fjs-dropdownlist-item',
  '.fjs-form .fjs-form-field-error',
  '.fjs-form .fjs-select-placeholder',
  '.task-filters',
  '.tasks-list',
  '.task-card',
  '.task-details',
  '.start-process',
  '.modal-dialog',
  '.notifications'
].join(',');
const OTHERS_WORDS = '.comment, .comments, .history, .fjs-form td, input, textarea, [cam-tasklist-comment-form]';

/** Words and their Chinese; a number belongs to what follows it. */
const PAIR = /^(?=[^\p{Script=Han}]*\p{Script=Latin})([^\p{Script=Han}]*[^\s\p{Script=Han}])\s+([“（]?\p{Script=Han}.*)$/su;
const PARTED = /^(.*?) ?\u200b(.*)$/su;

const WORDS = new Map([
  ['HIGH_VALUE', ['High value', '高价值']],
  ['POTENTIAL', ['Potential', '潜在激活']],
  ['STANDARD', ['Standard', '普通']],
  ['RISK', ['Risk', '风险']],
  ['Field is required.', [null, '请填写此项。']],
  ['Select', [null, '请选择']],
  ['Field must have maximum length of 1000.', [null, '最多 1000 个字。']],
  ['Field must have maximum length of 500.', [null, '最多 500 个字。']],
  ['Field must have maximum length of 64.', [null, '最多 64 个字。']]
]);

function mine(text) {
  const word = WORDS.get(text.trim());
  if (word) {
    return word[chinese ? 1 : 0] ?? text;
  }
  const parted = PARTED.exec(text) || PAIR.exec(text);
  return parted ? parted[chinese ? 2 : 1].trim() : text;
}

/** What each text was left as: a half may itself look like a pair. */
const spoken = new WeakMap();

function speak(node) {
  const place = node.parentElement;
  if (spoken.get(node) === node.data || !place || !node.data.trim() || !place.closest(LABELS) || place.closest(OTHERS_WORDS)) {
    return;
  }
  const said = mine(node.data);
  if (said !== node.data) {
    spoken.set(node, said);
    node.data = said;
  }
}

function readAloud(root) {
  if (root.nodeType === Node.TEXT_NODE) {
    speak(root);
    return;
  }
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    speak(texts.currentNode);
  }
}

new MutationObserver(changes => {
  for (const change of changes) {
    if (change.type === 'characterData') {
      speak(change.target);
    }
    change.addedNodes.forEach(readAloud);
  }
  if (chinese) {
    learnNames();
  }
}).observe(document.body, { childList: true, subtree: true, characterData: true });

const api = document.querySelector('base').getAttribute('engine-api') + 'engine/default/process-definition';
let learning = false;

/** Once somebody is logged in and the list of tasks is there. */
async function learnNames() {
  if (learning || !document.querySelector('.tasks-list li.task, .start-process')) {
    return;
  }
  learning = true;
  try {
    const definitions = await (await fetch(api + '?latestVersion=true&maxResults=1000')).json();
    await Promise.all(definitions.map(async definition => {
      const { bpmn20Xml } = await (await fetch(api + '/' + definition.id + '/xml')).json();
      const model = new DOMParser().parseFromString(bpmn20Xml, 'text/xml');
      for (const named of model.querySelectorAll('process, userTask')) {
        const documentation = [...named.children].find(child => child.localName === 'documentation');
        const name = /^\p{Script=Han}[^:：\n]*/u.exec(documentation?.textContent.trim() || '');
        if (name) {
          WORDS.set(named.getAttribute('name'), [null, name[0].trim()]);
        }
      }
    }));
    readAloud(document.body);
  } catch (unreachable) {
    setTimeout(() => { learning = false; }, 10000);
    console.warn('The names of tasks stay English', unreachable);
  }
}
