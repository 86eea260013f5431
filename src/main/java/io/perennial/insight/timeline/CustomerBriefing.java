package io.perennial.insight.timeline;

import io.perennial.customer.profile.Fact;
import io.perennial.customer.profile.ProfileService;
import io.perennial.platform.api.Markdown;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.runtime.TaskBriefing;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Briefing on the customer at the start of a task: the main facts and the last three events or effects. Each line is in English
 * and Chinese, separated by a zero-width space; the script in Tasklist removes the other language.
 */
@Component
class CustomerBriefing implements TaskBriefing {

    /** Separator of the two languages of a line. */
    private static final String SEPARATOR = " \u200b";

    private static final int LINES = 3;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM-dd");

    private record Words(String english, String chinese) {}

    private static final Map<String, Words> ENTRY_TEXTS = Map.ofEntries(
            Map.entry("ORDER_PLACED", new Words("ordered", "下单")),
            Map.entry("ORDER_CANCELLED", new Words("cancelled an order", "取消订单")),
            Map.entry("REPAYMENT_MADE", new Words("repaid", "还款")),
            Map.entry("REPAYMENT_OVERDUE", new Words("bill overdue", "账单逾期")),
            Map.entry("SERVICE_CONTACTED", new Words("contacted service", "联系客服")),
            Map.entry("COUPON_ISSUED", new Words("coupon issued", "发放优惠券")),
            Map.entry("COUPON_REDEEMED", new Words("coupon used", "使用优惠券")),
            Map.entry("COUPON_EXPIRED", new Words("coupon expired", "优惠券过期")),
            Map.entry("MESSAGE_SENT", new Words("message sent", "已发消息")),
            Map.entry("CALLBACK_DONE", new Words("called", "已回访")),
            Map.entry("LIMIT_CHANGED", new Words("limit changed", "额度调整")),
            Map.entry("CREDIT_FROZEN", new Words("credit frozen", "授信冻结")),
            Map.entry("CREDIT_UNFROZEN", new Words("credit unfrozen", "授信解冻")),
            Map.entry("OFFER_WON", new Words("offer accepted", "权益方案有响应")),
            Map.entry("OFFER_IGNORED", new Words("offer ignored", "权益方案无响应")),
            Map.entry("OFFER_LOST", new Words("offer lost", "权益方案失效")),
            Map.entry("ACTIVATION", new Words("entered activation", "进入激活阶段")),
            Map.entry("RETENTION", new Words("entered retention", "进入留存阶段")),
            Map.entry("CHURN_WARNING", new Words("warned of churn", "进入流失预警")),
            Map.entry("RECALL", new Words("entered recall", "进入召回阶段")),
            Map.entry("LOST", new Words("lost", "已流失")),
            Map.entry("HIGH_VALUE", new Words("became high value", "成为高价值用户")),
            Map.entry("POTENTIAL", new Words("became potential", "成为潜在激活用户")),
            Map.entry("RISK", new Words("became a risk", "成为风险用户")),
            Map.entry("STANDARD", new Words("became standard", "成为普通用户")));

    private static final Map<String, Words> OUTCOME_TEXTS = Map.of(
            "WILL_RETURN", new Words("will return", "会回来"),
            "HARDSHIP", new Words("in hardship", "有困难"),
            "NOT_REACHED", new Words("not reached", "未接通"),
            "REFUSED", new Words("refused", "拒绝"));

    private final ProfileService profiles;
    private final RecentTimeline recently;
    private final BusinessClock clock;

    CustomerBriefing(ProfileService profiles, RecentTimeline recently, BusinessClock clock) {
        this.profiles = profiles;
        this.recently = recently;
        this.clock = clock;
    }

    @Override
    public Map<String, String> of(String customerId) {
        return Map.of("standing", list(standing(customerId)), "lately", list(lately(customerId)));
    }

    private static String list(List<String> lines) {
        return lines.stream().map(line -> "- " + line).collect(Collectors.joining("\n"));
    }

    private List<String> standing(String customerId) {
        Map<Fact, Object> facts = Stream.of(
                        Fact.DAYS_SINCE_REGISTRATION,
                        Fact.CHANNEL,
                        Fact.ORDER_COUNT,
                        Fact.AVG_MONTHLY_SPEND,
                        Fact.DAYS_SINCE_LOGIN,
                        Fact.DAYS_SINCE_ORDER,
                        Fact.CREDIT_GRADE,
                        Fact.CREDIT_LIMIT,
                        Fact.OVERDUE_COUNT_12M)
                .collect(Collectors.collectingAndThen(Collectors.toList(), asked -> values(customerId, asked)));
        List<String> lines = new ArrayList<>();
        String channel = Markdown.text(String.valueOf(facts.get(Fact.CHANNEL)));
        lines.add("%s days with us, from %s".formatted(facts.get(Fact.DAYS_SINCE_REGISTRATION), channel)
                + SEPARATOR
                + "注册 %s 天，来自 %s".formatted(facts.get(Fact.DAYS_SINCE_REGISTRATION), channel));
        String spend = yuan(facts.get(Fact.AVG_MONTHLY_SPEND));
        lines.add("%s orders, %s yuan a month".formatted(facts.get(Fact.ORDER_COUNT), spend)
                + SEPARATOR
                + "%s 单，月均消费 %s 元".formatted(facts.get(Fact.ORDER_COUNT), spend));
        lines.add("last login %s, last order %s"
                        .formatted(
                                ago(facts.get(Fact.DAYS_SINCE_LOGIN), "%s days ago", "never"),
                                ago(facts.get(Fact.DAYS_SINCE_ORDER), "%s days ago", "never"))
                + SEPARATOR
                + "最近登录：%s，最近下单：%s"
                        .formatted(
                                ago(facts.get(Fact.DAYS_SINCE_LOGIN), "%s 天前", "无"),
                                ago(facts.get(Fact.DAYS_SINCE_ORDER), "%s 天前", "无")));
        String grade = Objects.toString(facts.get(Fact.CREDIT_GRADE), "–");
        String limit = yuan(facts.get(Fact.CREDIT_LIMIT));
        lines.add("grade %s, limit %s yuan, %s bills overdue in 12 months"
                        .formatted(grade, limit, facts.get(Fact.OVERDUE_COUNT_12M))
                + SEPARATOR
                + "评级 %s，额度 %s 元，12 个月内逾期 %s 笔".formatted(grade, limit, facts.get(Fact.OVERDUE_COUNT_12M)));
        return lines;
    }

    private Map<Fact, Object> values(String customerId, List<Fact> asked) {
        Map<String, Object> values =
                profiles.facts(customerId, asked.stream().map(Fact::key).toList());
        return asked.stream()
                .filter(fact -> values.get(fact.key()) != null)
                .collect(Collectors.toMap(fact -> fact, fact -> values.get(fact.key())));
    }

    private static String ago(Object days, String some, String never) {
        return days == null ? never : some.formatted(days);
    }

    private static String yuan(Object amount) {
        return amount == null ? "–" : "%,.0f".formatted(new BigDecimal(amount.toString()));
    }

    private List<String> lately(String customerId) {
        List<String> lines = recently.of(customerId).stream()
                .filter(entry -> ENTRY_TEXTS.containsKey(entry.name()))
                .limit(LINES)
                .map(this::line)
                .toList();
        return lines.isEmpty() ? List.of("nothing yet" + SEPARATOR + "暂无") : lines;
    }

    private String line(TimelineEntry entry) {
        Words words = ENTRY_TEXTS.get(entry.name());
        String day = DAY.format(entry.at().atZone(clock.getZone()));
        Words detail = detail(entry);
        return day + " " + words.english() + detail.english() + SEPARATOR + day + " " + words.chinese()
                + detail.chinese();
    }

    private static Words detail(TimelineEntry entry) {
        Map<String, Object> detail = entry.detail();
        if (detail.get("outcome") instanceof String outcome && OUTCOME_TEXTS.containsKey(outcome)) {
            return new Words(
                    ": " + OUTCOME_TEXTS.get(outcome).english(),
                    "：" + OUTCOME_TEXTS.get(outcome).chinese());
        }
        if (detail.get("data") instanceof Map<?, ?> data && data.get("amount") != null) {
            String yuan = yuan(data.get("amount"));
            return new Words(", " + yuan + " yuan", "，" + yuan + " 元");
        }
        return Stream.of("offer", "template", "toLimit")
                .map(detail::get)
                .filter(Objects::nonNull)
                .map(value -> Markdown.text(value.toString()))
                .findFirst()
                .map(value -> new Words(": " + value, "：" + value))
                .orElse(new Words("", ""));
    }
}
