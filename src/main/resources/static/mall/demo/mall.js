'use strict';

const WORDS = {
  en: {
    title: 'Perennial Mall', shopper: 'Shopping as', newcomer: 'be someone new', other: '中文', goods: 'Goods',
    checkout: 'Checkout', available: 'Your available limit', installments: 'Pay in installments', apply: 'Apply in one click',
    cancel: 'Call the application off', schedule: 'Your payments', no: '#', due: 'Due', principal: 'Principal',
    interest: 'Interest', fee: 'Fee', periods: n => `${n} × `, interestFree: 'Interest-free',
    apr: rate => `APR ${rate} % (by IRR)`, interestOf: yuan => `Interest ${yuan}`, feeOf: yuan => `Fee ${yuan}`,
    coupon: yuan => `Coupon saves ${yuan}`, none: 'No installments for this one.',
    inParts: 'Can be paid in installments', REVIEW: 'Will be reviewed first', DECLINE: 'Not possible',
    APPROVED: 'Approved. Your order is placed', IN_REVIEW: 'We are looking at your application', DECLINED: 'Not approved',
    failed: 'That did not work', total: yuan => `You repay ${yuan} in all.`,
    FREE_INSTALLATION: 'Free installation', TRADE_IN: 'Trade-in', NEW_PRODUCT_PRIORITY: 'New products first',
    phone: 'Phone', fridge: 'Refrigerator', jacket: 'Jacket', sofa: 'Sofa'
  },
  zh: {
    title: 'Perennial 商城', shopper: '当前用户', newcomer: '换一位新用户', other: 'English', goods: '商品',
    checkout: '结算', available: '可用额度', installments: '分期付款', apply: '一键申请',
    cancel: '取消申请', schedule: '还款计划', no: '期', due: '还款日', principal: '本金',
    interest: '利息', fee: '手续费', periods: n => `${n} 期 × `, interestFree: '免息',
    apr: rate => `年化利率 ${rate}%（IRR）`, interestOf: yuan => `利息 ${yuan}`, feeOf: yuan => `手续费 ${yuan}`,
    coupon: yuan => `优惠券已省 ${yuan}`, none: '该商品暂不支持分期。',
    inParts: '支持分期付款', REVIEW: '需人工审核', DECLINE: '暂不可用',
    APPROVED: '已通过，订单已生成', IN_REVIEW: '正在审核您的申请', DECLINED: '未通过',
    failed: '操作未成功', total: yuan => `共需还款 ${yuan}。`,
    FREE_INSTALLATION: '免费安装', TRADE_IN: '以旧换新', NEW_PRODUCT_PRIORITY: '新品优先',
    phone: '手机', fridge: '冰箱', jacket: '外套', sofa: '沙发'
  }
};

const GOODS = [
  { name: 'phone', category: 'PHONE', price: 5999, draw: '<rect x="15" y="5" width="18" height="38" rx="3"/><path d="M22 38h4"/>' },
  { name: 'fridge', category: 'APPLIANCE', price: 10999, draw: '<rect x="12" y="4" width="24" height="40" rx="2"/><path d="M12 19h24M17 11v4M17 23v7"/>' },
  { name: 'jacket', category: 'FASHION', price: 899, draw: '<path d="M17 6l7 5 7-5 11 8-5 8-4-3v24H15V19l-4 3-5-8zM24 11v32"/>' },
  { name: 'sofa', category: 'HOME', price: 3299, draw: '<path d="M10 24v-8a4 4 0 0 1 4-4h20a4 4 0 0 1 4 4v8M6 22a4 4 0 0 1 4 4v6h28v-6a4 4 0 1 1 4 4v8H6v-8zM10 38v4M38 38v4"/>' }
];

const LOOK_AGAIN = 3000;
const asked = new URLSearchParams(location.search);
const $ = id => document.getElementById(id);
let language = asked.get('lang') || (navigator.language.startsWith('zh') ? 'zh' : 'en');
let customer = asked.get('customerId') || localStorage.getItem('perennial.shopper');
let good = null;
let quote = null;
let application = null;

const words = () => WORDS[language] || WORDS.en;
const yuan = amount => '¥' + Number(amount).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const id = prefix => prefix + '-' + crypto.getRandomValues(new Uint32Array(2)).join('-');

async function call(method, path, body) {
  const answer = await fetch('/api/v1' + path, {
    method,
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
    body: body && JSON.stringify(body)
  });
  const said = await answer.json();
  if (!answer.ok) {
    throw new Error(said.detail || said.code);
  }
  return said;
}

function say(text) {
  $('notice').textContent = text || '';
  $('notice').hidden = !text;
}

async function trying(work) {
  try {
    await work();
  } catch (failure) {
    say(words().failed + ': ' + failure.message);
  }
}

/** A shopper nobody has heard of registers and is assessed, as a shop's back end would tell it. */
async function newcomer() {
  const customerId = id('shopper');
  const occurredAt = new Date(Date.now() - 1000).toISOString();
  const happened = (type, data) => ({ eventId: id('shop'), type, customerId, occurredAt, data });
  const taken = await call('POST', '/events', [
    happened('CUSTOMER_REGISTERED', { channel: 'APPLIANCE_STORE', locale: language }),
    happened('CREDIT_ASSESSED', { grade: 'A', limit: 20000 })
  ]);
  if (taken.rejected.length) {
    throw new Error(taken.rejected[0].message);
  }
  customer = customerId;
  localStorage.setItem('perennial.shopper', customer);
}

function write() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = words().title;
  document.querySelectorAll('[data-text]').forEach(element => { element.textContent = words()[element.dataset.text]; });
  $('language').textContent = words().other;
  $('customer').textContent = customer || '';
  writeGoods();
  if (good) {
    writeQuote();
  }
  if (application) {
    writeOutcome();
  }
}

function element(tag, text, style) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (style) {
    made.className = style;
  }
  return made;
}

function writeGoods() {
  document.querySelector('#goods ul').replaceChildren(...GOODS.map(offered => {
    const button = element('button', '', 'good');
    button.type = 'button';
    button.id = offered.name;
    button.setAttribute('aria-pressed', offered === good);
    const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    picture.setAttribute('viewBox', '0 0 48 48');
    picture.setAttribute('aria-hidden', 'true');
    picture.innerHTML = offered.draw;
    button.append(picture, element('span', words()[offered.name]), element('strong', yuan(offered.price)),
      element('small', words().inParts));
    button.addEventListener('click', () => trying(() => choose(offered)));
    const item = document.createElement('li');
    item.append(button);
    return item;
  }));
}

const purchase = () => ({ customerId: customer, category: good.category, product: good.name, price: good.price });

async function choose(offered) {
  say('');
  good = offered;
  application = null;
  quote = null;
  $('outcome').hidden = true;
  $('apply').disabled = true;
  const said = await call('POST', '/mall/quotes', purchase());
  if (good !== offered) {
    return;
  }
  quote = said;
  write();
  $('checkout').hidden = false;
  $('plans').hidden = false;
  $('checkout').scrollIntoView({ block: 'start' });
}

function writeQuote() {
  $('product').textContent = words()[good.name];
  $('price').textContent = yuan(good.price);
  if (!quote) {
    return;
  }
  $('available').textContent = yuan(quote.available);
  const chosen = Number(new FormData($('plans')).get('periods'));
  document.querySelector('.choices').replaceChildren(...quote.plans.map((plan, no) => choice(plan, chosen ? plan.periods === chosen : no === quote.plans.length - 1)));
  $('apply').disabled = quote.plans.length === 0;
  about();
}

function choice(plan, checked) {
  const label = document.createElement('label');
  const input = document.createElement('input');
  input.type = 'radio';
  input.name = 'periods';
  input.value = plan.periods;
  input.checked = checked;
  label.append(input, element('b', words().periods(plan.periods) + yuan(plan.monthlyPayment)));
  label.append(element('small', Number(plan.totalInterest) ? words().interestOf(yuan(plan.totalInterest)) : words().interestFree));
  if (Number(plan.totalFee)) {
    label.append(element('small', words().feeOf(yuan(plan.totalFee))));
  }
  if (plan.couponId) {
    label.append(element('small', words().coupon(yuan(plan.couponSaves)), 'perk'));
  }
  plan.perks.forEach(perk => label.append(element('small', words()[perk] || perk, 'perk')));
  if (plan.eligibility !== 'APPROVE') {
    label.append(element('small', words()[plan.eligibility], plan.eligibility.toLowerCase()));
  }
  return label;
}

const chosenPlan = () => quote.plans.find(plan => plan.periods === Number(new FormData($('plans')).get('periods')));

function about() {
  const plan = chosenPlan();
  if (!plan) {
    $('about').textContent = words().none;
    return;
  }
  const whole = Number(plan.principal) + Number(plan.totalInterest) + Number(plan.totalFee);
  $('about').textContent = [words().apr(Number(plan.apr).toFixed(2)), words().total(yuan(whole)), plan.reason].filter(Boolean).join(' · ');
}

async function apply() {
  const plan = chosenPlan();
  const wanted = good;
  say('');
  $('apply').disabled = true;
  try {
    const made = await call('POST', '/mall/applications', {
      ...purchase(), applicationId: id('demo'), periods: plan.periods, couponId: plan.couponId
    });
    if (good !== wanted) {
      return;
    }
    application = made;
  } finally {
    if (good === wanted) {
      $('apply').disabled = false;
    }
  }
  $('plans').hidden = true;
  writeOutcome();
  follow();
}

function writeOutcome() {
  $('outcome').hidden = false;
  $('status').className = application.status;
  $('status').textContent = words()[application.status];
  $('reason').textContent = application.reason || application.orderId || '';
  $('cancel').hidden = application.status !== 'IN_REVIEW';
  const table = document.querySelector('#outcome table');
  table.hidden = application.status === 'DECLINED';
  table.querySelector('tbody').replaceChildren(...application.schedule.map(due => {
    const row = document.createElement('tr');
    row.append(element('td', due.no), element('td', due.dueOn), element('td', yuan(due.principal)),
      element('td', yuan(due.interest)), element('td', yuan(due.fee)));
    return row;
  }));
}

async function follow() {
  const followed = application.applicationId;
  while (application && application.applicationId === followed && application.status === 'IN_REVIEW') {
    await new Promise(wake => setTimeout(wake, LOOK_AGAIN));
    await trying(async () => {
      const now = await call('GET', '/mall/applications/' + followed);
      if (application && application.applicationId === followed) {
        application = now;
        writeOutcome();
      }
    });
  }
}

$('language').addEventListener('click', () => trying(async () => {
  language = language === 'zh' ? 'en' : 'zh';
  if (good) {
    quote = await call('POST', '/mall/quotes', purchase());
  }
  if (application) {
    application = await call('GET', '/mall/applications/' + application.applicationId);
  }
  write();
}));
$('newcomer').addEventListener('click', () => trying(async () => {
  await newcomer();
  good = null;
  application = null;
  $('checkout').hidden = true;
  write();
}));
$('plans').addEventListener('change', about);
$('plans').addEventListener('submit', event => {
  event.preventDefault();
  trying(apply);
});
$('cancel').addEventListener('click', () => trying(async () => {
  application = await call('POST', '/mall/applications/' + application.applicationId + '/cancellations', {});
  writeOutcome();
}));

write();
trying(async () => {
  if (!customer) {
    await newcomer();
  }
  write();
});
