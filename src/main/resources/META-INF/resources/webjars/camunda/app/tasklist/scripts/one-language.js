/**
 * Shows one language. Labels of forms and filters hold the English text followed by the Chinese one; this script
 * keeps the half in the reader's language. Names of tasks and processes come from the models: the name is English,
 * and the documentation begins with the Chinese name. Text that users entered stays as it is.
 */
const preferredLanguage = navigator.languages?.[0] || navigator.language || "";
const isChinese = preferredLanguage.toLowerCase().startsWith("zh");

const TRANSLATED = [
  ".fjs-form label",
  ".fjs-form .fjs-form-field-text",
  ".fjs-form .fjs-form-field-description",
  ".fjs-form .fjs-select-display",
  ".fjs-form .fjs-dropdownlist-item",
  ".fjs-form .fjs-form-field-error",
  ".fjs-form .fjs-select-placeholder",
  ".task-filters",
  ".tasks-list",
  ".task-card",
  ".task-details",
  ".start-process",
  ".modal-dialog",
  ".notifications",
].join(",");
const ENTERED_BY_USERS = [
  ".comment",
  ".comments",
  ".history",
  ".fjs-form td",
  "input",
  "textarea",
  "[cam-tasklist-comment-form]",
].join(",");

/** English text, then Chinese text; a number belongs to the text after it. */
const ENGLISH = String.raw`(?=[^\p{Script=Han}]*\p{Script=Latin})([^\p{Script=Han}]*[^\s\p{Script=Han}])`;
const CHINESE = String.raw`([“（]?\p{Script=Han}.*)`;
const PAIR = new RegExp(`^${ENGLISH}\\s+${CHINESE}$`, "su");
/** Both texts, separated by a zero-width space. */
const SEPARATED = /^(.*?) ?\u200b(.*)$/su;
const CHINESE_NAME = /^\p{Script=Han}[^:：\n]*/u;

const RETRY_INTERVAL = 10000;

/** Texts of Tasklist, its form library and the models: [English, Chinese]; null leaves the text as it is. */
const texts = new Map([
  ["HIGH_VALUE", ["High value", "高价值"]],
  ["POTENTIAL", ["Potential", "潜在激活"]],
  ["STANDARD", ["Standard", "普通"]],
  ["RISK", ["Risk", "风险"]],
  ["Field is required.", [null, "请填写此项。"]],
  ["Select", [null, "请选择"]],
  ["Field must have maximum length of 1000.", [null, "最多 1000 个字。"]],
  ["Field must have maximum length of 500.", [null, "最多 500 个字。"]],
  ["Field must have maximum length of 64.", [null, "最多 64 个字。"]],
]);

function translate(text) {
  const translations = texts.get(text.trim());
  if (translations) {
    return translations[isChinese ? 1 : 0] ?? text;
  }
  const halves = SEPARATED.exec(text) || PAIR.exec(text);
  return halves ? halves[isChinese ? 2 : 1].trim() : text;
}

/** The result for each text node, because a half may itself look like a pair. */
const translated = new WeakMap();

function isTranslatable(node) {
  const parent = node.parentElement;
  return (
    parent !== null &&
    node.data.trim() !== "" &&
    translated.get(node) !== node.data &&
    parent.closest(TRANSLATED) !== null &&
    parent.closest(ENTERED_BY_USERS) === null
  );
}

function translateText(node) {
  if (!isTranslatable(node)) {
    return;
  }
  const translation = translate(node.data);
  if (translation !== node.data) {
    translated.set(node, translation);
    node.data = translation;
  }
}

function translateTree(root) {
  if (root.nodeType === Node.TEXT_NODE) {
    translateText(root);
    return;
  }
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    translateText(nodes.currentNode);
  }
}

const observer = new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "characterData") {
      translateText(change.target);
    }
    change.addedNodes.forEach(translateTree);
  }
  if (isChinese) {
    loadModelNames();
  }
});
observer.observe(document.body, { childList: true, subtree: true, characterData: true });

const engineApi = document.querySelector("base").getAttribute("engine-api");
const definitionsUrl = `${engineApi}engine/default/process-definition`;
let modelNamesRequested = false;

const isLoggedIn = () => document.querySelector(".tasks-list li.task, .start-process") !== null;

async function getJson(url) {
  const response = await fetch(url);
  return response.json();
}

/** Loads the Chinese names of tasks and processes once a user is logged in. */
async function loadModelNames() {
  if (modelNamesRequested || !isLoggedIn()) {
    return;
  }
  modelNamesRequested = true;
  try {
    const definitions = await getJson(`${definitionsUrl}?latestVersion=true&maxResults=1000`);
    await Promise.all(definitions.map(addNames));
    translateTree(document.body);
  } catch (error) {
    setTimeout(() => {
      modelNamesRequested = false;
    }, RETRY_INTERVAL);
    console.warn("Task names stay in English", error);
  }
}

async function addNames(definition) {
  const { bpmn20Xml } = await getJson(`${definitionsUrl}/${definition.id}/xml`);
  const model = new DOMParser().parseFromString(bpmn20Xml, "text/xml");
  for (const named of model.querySelectorAll("process, userTask")) {
    const documentation = [...named.children].find((child) => child.localName === "documentation");
    const chineseName = CHINESE_NAME.exec(documentation?.textContent.trim() || "");
    if (chineseName) {
      texts.set(named.getAttribute("name"), [null, chineseName[0].trim()]);
    }
  }
}
