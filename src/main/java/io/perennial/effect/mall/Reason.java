package io.perennial.effect.mall;

import java.util.Locale;

/** Reasons for a review or a decline, with their texts for the customer; tables and ledgers hold the name. */
enum Reason {
    FROZEN("New credit is paused for you at the moment.", "您的授信目前处于冻结状态，暂时无法办理分期。"),
    AT_RISK("We cannot offer new credit at the moment.", "暂时无法为您提供新的分期。"),
    TRY_LATER("We cannot check your application right now. Please try again later.", "暂时无法核验您的申请，请稍后再试。"),
    GRADE_D("Your present credit grade does not allow installments.", "您当前的信用评级暂不支持分期。"),
    OVER_LIMIT("The purchase is above your available limit.", "本次消费超出您的可用额度。"),
    GRADE_C("We look at your application first.", "您的申请需要人工审核。"),
    NO_GRADE("We look at your application first.", "您的申请需要人工审核。"),
    LARGE_SHARE("The purchase takes most of your limit; we look at it first.", "本次消费占用大部分可用额度，需要人工审核。"),
    OTHER_IN_REVIEW("Another application of yours is being looked at.", "您有另一笔申请正在审核中。"),
    UNKNOWN_COUPON("This coupon is not yours.", "该优惠券不属于您。"),
    OTHER_CATEGORY("This coupon is for other goods.", "该优惠券不适用于此商品。"),
    NOT_APPLICABLE("This coupon does not apply to this plan.", "该优惠券不适用于此分期方案。"),
    RESERVED("This coupon is reserved for another purchase.", "该优惠券已被另一笔订单占用。"),
    ALREADY_REDEEMED("This coupon was used before.", "该优惠券已使用。"),
    EXPIRED("This coupon has expired.", "该优惠券已过期。"),
    REVOKED("This coupon is no longer valid.", "该优惠券已失效。"),
    NOT_APPROVED("Your application was not approved.", "您的申请未通过审核。"),
    TIMED_OUT("Your application could not be looked at in time. Please apply again.", "您的申请未能及时审核，请重新申请。"),
    CANCELLED("The application was cancelled.", "申请已取消。"),
    OTHER("Your application was declined.", "您的申请未通过。");

    private final String english;
    private final String chinese;

    Reason(String english, String chinese) {
        this.english = english;
        this.chinese = chinese;
    }

    /** The text of a code; a code that only a designer's table knows has that of {@link #OTHER}. */
    static String text(String code, Locale locale) {
        if (code == null) {
            return null;
        }
        Reason reason = OTHER;
        for (Reason known : values()) {
            if (known.name().equals(code)) {
                reason = known;
            }
        }
        return Locale.CHINESE.getLanguage().equals(locale.getLanguage()) ? reason.chinese : reason.english;
    }
}
