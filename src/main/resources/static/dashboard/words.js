/** Everything the page says, in both languages; what the house calls things stays as it is where there is no word here. */
const words = {
  en: {
    title: "Perennial", skip: "Skip to content", views: "Views", language: "中文", theme: "Theme", light: "Light", dark: "Dark", auto: "Automatic",
    period: "Period", days7: "7 days", days30: "30 days", days90: "90 days", days365: "12 months", all: "All time",
    today: "Today", stages: "Stages", cohorts: "Retention", channels: "Channels", offers: "Offers", callbacks: "Callbacks", journeys: "Journeys", customer: "Customer", learning: "Learning",
    todayLead: "What has happened since midnight, and what stands open now.", stagesLead: "How far those came who registered, where everybody is now, and who moved where.",
    cohortsLead: "Of those who registered in a month, the part that did something in the months after it.", channelsLead: "Whom each channel brought, what became of them, and what they cost.",
    offersLead: "What was given, what came of it, what it cost.", callbacksLead: "Calls by customer service and their outcomes.", journeysLead: "Each process as it is drawn, with who is where now and which way people went.",
    customerLead: "One customer, and why something happened to them, or did not.", learningLead: "What the house learns: value, lift, strengths, and how well it foretells.",
    csv: "CSV", table: "As a table", source: "Source", loading: "Loading …", nothing: "Nothing in this period.", failed: "This could not be loaded", forbidden: "Your group may not see this.",
    review: "Nightly review", reviewNone: "No review has run yet.", startedAt: "Started", endedAt: "Ended", running: "running", progress: "Progress",
    funnel: "From registration on", stagesNow: "Where customers are now", flow: "Stage flow", from: "From", to: "To", stage: "Stage", tier: "Tier", step: "Step", customers: "Customers", moves: "Moves",
    cohort: "Registered", month: "Month", channel: "Channel", offer: "Offer", kind: "Kind", process: "Process", name: "Name", version: "Version", element: "Step", noCosts: "Channels without costs are left out of the bars.",
    costs: "Cost per registration and per activation", responses: "What became of coupons", budget: "Budget", outcomes: "Outcomes",
    here: "here now", came: "came by, of those begun", choose: "Show", fit: "Fit", zoomIn: "Zoom in", zoomOut: "Zoom out", diagram: "Diagram of", waits: "Where they wait",
    customerId: "Customer id", show: "Show", profile: "Profile", phone: "Phone", level: "Level", points: "Points", holdout: "Held out", yes: "yes", no: "no", credit: "Credit", limit: "Limit", used: "Used", available: "Available", frozen: "Frozen", grade: "Grade",
    facts: "Facts", tags: "Tags", noTags: "No tags now.", tag: "Tag", since: "Since", until: "Until", rule: "Rule", evidence: "Evidence", openJourneys: "Running journeys", noJourneys: "None.", waitingFor: "Waits for", story: "Why did, or didn't, this happen",
    everything: "Everything", more: "Earlier", because: "because", withheldBecause: "withheld:", askCustomer: "Enter a customer's id to see their story.", unknown: "There is no such customer.", gone: "This customer was erased.", detail: "Detail",
    cost: "Cost", learningNone: "Nothing is known here yet.", ltv: "Lifetime value by channel and month", lift: "Lift: treated against held out", liftOfOffers: "Lift of each offer", liftNote: "All for whom an offer was decided in the period and whose window is over: those treated less those held out by lot, with the interval that covers the truth 95 times of 100.", calibration: "Calibration", score: "Score", strengths: "Strengths of offers", quality: "How well it foretells", subject: "Of", by: "By", what: "Forecast",
  },
  zh: {
    title: "Perennial", skip: "跳到正文", views: "视图", language: "English", theme: "主题", light: "浅色", dark: "深色", auto: "跟随系统",
    period: "期间", days7: "近 7 天", days30: "近 30 天", days90: "近 90 天", days365: "近 12 个月", all: "全部",
    today: "今日", stages: "生命周期", cohorts: "留存", channels: "渠道", offers: "权益", callbacks: "回访", journeys: "旅程", customer: "用户", learning: "学习",
    todayLead: "今天零点以来发生的事，以及当前待处理的事项。", stagesLead: "注册用户走到哪一步，现在处于哪个阶段，以及阶段间的流转。",
    cohortsLead: "每月注册的用户，在之后各月仍有行为的比例。", channelsLead: "各渠道带来的用户、后续表现与成本。",
    offersLead: "发放了什么，效果如何，花费多少。", callbacksLead: "客服回访及其结果。", journeysLead: "各流程图，以及当前停留人数与经过路径。",
    customerLead: "单个用户：某件事为什么发生，或者为什么没有发生。", learningLead: "系统学到了什么：价值、增量、力度与预测质量。",
    csv: "CSV", table: "以表格查看", source: "来源", loading: "加载中……", nothing: "该期间没有数据。", failed: "加载失败", forbidden: "您所在的组无权查看。",
    review: "每日巡检", reviewNone: "尚未运行过巡检。", startedAt: "开始", endedAt: "结束", running: "进行中", progress: "进度",
    funnel: "注册转化", stagesNow: "当前所处阶段", flow: "阶段流转", from: "由", to: "至", stage: "阶段", tier: "分层", step: "步骤", customers: "用户数", moves: "次数",
    cohort: "注册月份", month: "第", channel: "渠道", offer: "权益方案", kind: "类型", process: "流程", name: "名称", version: "版本", element: "步骤", noCosts: "未录入成本的渠道不在图中。",
    costs: "单注册成本与单激活成本", responses: "优惠券去向", budget: "预算", outcomes: "回访结果",
    here: "当前停留", came: "经过次数及占开始的比例", choose: "查看", fit: "适应窗口", zoomIn: "放大", zoomOut: "缩小", diagram: "流程图：", waits: "停留位置",
    customerId: "用户编号", show: "查看", profile: "画像", phone: "手机", level: "等级", points: "积分", holdout: "对照组", yes: "是", no: "否", credit: "额度", limit: "总额度", used: "已用", available: "可用", frozen: "冻结", grade: "评级",
    facts: "指标", tags: "标签", noTags: "暂无标签。", tag: "标签", since: "起", until: "止", rule: "规则", evidence: "依据", openJourneys: "进行中的旅程", noJourneys: "无。", waitingFor: "等待", story: "为什么发生，或没有发生",
    everything: "全部", more: "更早", because: "原因", withheldBecause: "未执行：", askCustomer: "输入用户编号，查看其经历。", unknown: "没有该用户。", gone: "该用户已注销。", detail: "详情",
    cost: "成本", learningNone: "这里还没有数据。", ltv: "各渠道各月的生命周期价值", lift: "增量：实验组与对照组", liftOfOffers: "各权益的增量", liftNote: "期间已决定发放且观察窗口已结束的全部用户：实验组减去抽签对照组，括号内为 95% 置信区间。", calibration: "校准", score: "得分", strengths: "权益力度", quality: "预测质量", subject: "对象", by: "维度", what: "预测",
  },
};

const names = {
  en: {
    ACQUISITION: "Acquisition", ACTIVATION: "Activation", RETENTION: "Retention", CHURN_WARNING: "Churn warning", RECALL: "Recall", LOST: "Lost",
    HIGH_VALUE: "High value", POTENTIAL: "Potential", RISK: "Risk", STANDARD: "Standard", OFFER: "Offer", CHANNEL: "Channel", GAINS: "gains", LOSES: "loses", NO_DIFFERENCE_SHOWN: "no difference shown", NOT_ENOUGH_DATA: "too few to tell", REGISTERED: "Registered", ACTIVATED: "First order", REPEATED: "Ordered again",
    CHURN: "Churn", HARDSHIP: "Hardship", EVENT: "Event", DECISION: "Decision", EFFECT: "Effect", WITHHELD: "Withheld", STAGE: "Stage", TIER: "Tier", TASK: "Task",
    HOLDOUT: "held out by lot", NO_CONSENT: "no consent to marketing", QUIET_HOURS: "quiet hours", CAPPED: "enough messages lately", BUDGET: "budget used up", CAPACITY: "no capacity today",
    issued: "Issued", redeemed: "Redeemed", expired: "Expired", willReturn: "Will return", hardship: "Hardship", notReached: "Not reached", refused: "Refused",
  },
  zh: {
    ACQUISITION: "获客", ACTIVATION: "激活", RETENTION: "留存", CHURN_WARNING: "流失预警", RECALL: "召回", LOST: "流失",
    HIGH_VALUE: "高价值", POTENTIAL: "潜在激活", RISK: "风险", STANDARD: "普通", OFFER: "权益", CHANNEL: "渠道", GAINS: "有增益", LOSES: "有损失", NO_DIFFERENCE_SHOWN: "未见差异", NOT_ENOUGH_DATA: "样本不足", REGISTERED: "注册", ACTIVATED: "首单", REPEATED: "复购",
    CHURN: "流失回访", HARDSHIP: "困难关怀", EVENT: "事件", DECISION: "决策", EFFECT: "动作", WITHHELD: "未执行", STAGE: "阶段", TIER: "分层", TASK: "任务",
    HOLDOUT: "抽签对照组", NO_CONSENT: "未授权营销", QUIET_HOURS: "静默时段", CAPPED: "频次上限", BUDGET: "预算用尽", CAPACITY: "当日产能已满",
    issued: "发放", redeemed: "核销", expired: "过期", willReturn: "愿意回归", hardship: "经济困难", notReached: "未接通", refused: "拒绝",
    acquisition: "获客", activation: "激活", retention: "留存", "churn-warning": "流失预警", recall: "召回", "risk-watch": "风险监测", "freeze-review": "冻结复核",
    "installment-application": "分期申请", "strategy-change": "策略变更", "nightly-review": "每日巡检",
    BRONZE: "青铜", SILVER: "白银", GOLD: "黄金", PLATINUM: "铂金",
  },
};

const preferred = localStorage.getItem("perennial.language");
export let language = preferred === "zh" || preferred === "en" ? preferred : navigator.language.startsWith("zh") ? "zh" : "en";

export function speak(other) {
  language = other;
  localStorage.setItem("perennial.language", other);
}

/** What the page says. */
export const say = key => words[language][key] ?? key;

/** What a word of the house is called; itself, or the other name given, where it has none here. */
export const called = (word, otherwise = word) => names[language][word] ?? otherwise;

const locale = () => (language === "zh" ? "zh-CN" : "en-GB");
const number = digits => new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A round number in as few signs as can be. */
export const short = value => new Intl.NumberFormat(locale(), { notation: "compact" }).format(value);

export const count = value => (value === null || value === undefined ? "–" : number(0).format(value));
export const yuan = value => (value === null || value === undefined ? "–" : "¥" + number(Math.abs(value) < 1000 ? 2 : 0).format(value));
export const decimal = value => (value === null || value === undefined ? "–" : number(2).format(value));
export const percent = value => (value === null || value === undefined ? "–" : number(1).format(value * 100) + "%");
export const instant = value =>
  value ? new Intl.DateTimeFormat(locale(), { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).format(new Date(value)) : "–";
