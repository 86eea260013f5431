package io.perennial.learning.lift;

/**
 * Effect of offers and messages: treated customers of the period compared with the holdout.
 *
 * @param by       grouping of the customers: stage, offer or channel
 * @param subject  name of the stage, offer or channel
 * @param treated  entries of treated customers
 * @param heldOut  entries of held-out customers
 * @param returned share who returned to RETENTION or ordered within the window
 * @param orders   orders per customer within the window
 * @param margin   yuan per customer within the window: margin of orders, less coupons used and the expected loss
 * @param verdict  conclusion from the interval of the margin
 */
public record Lift(
        By by,
        String subject,
        long treated,
        long heldOut,
        Difference returned,
        Difference orders,
        Difference margin,
        Verdict verdict) {

    /** Grouping of customers. */
    public enum By {
        STAGE,
        OFFER,
        CHANNEL
    }

    /** Conclusion about offers. */
    public enum Verdict {
        /** The whole interval is above 0. */
        GAINS,
        /** The whole interval is below 0. */
        LOSES,
        /** The interval contains 0. */
        NO_DIFFERENCE_SHOWN,
        /** Too few customers on one side, or no response on either. */
        NOT_ENOUGH_DATA
    }

    /** Sums over the customers of one side. */
    record Side(long customers, long returned, long orders, long ordersSquared, double margin, double marginSquared) {

        static final Side NONE = new Side(0, 0, 0, 0, 0, 0);

        Difference.Mean meanOrders() {
            return new Difference.Mean(customers, orders, ordersSquared);
        }

        /** The root mean square margin of a returned customer; 0 if neither side has any margin. */
        static double marginPerResponse(Side one, Side other) {
            long responses = Math.max(1, one.returned() + other.returned());
            return Math.sqrt((one.marginSquared() + other.marginSquared()) / responses);
        }

        Difference.Mean meanMargin() {
            return new Difference.Mean(customers, margin, marginSquared);
        }
    }

    static Lift of(By by, String subject, Side treated, Side heldOut, int leastCustomers) {
        if (Math.min(treated.customers(), heldOut.customers()) < Math.max(2, leastCustomers)) {
            return new Lift(
                    by,
                    subject,
                    treated.customers(),
                    heldOut.customers(),
                    withoutInterval(treated.returned(), treated, heldOut.returned(), heldOut),
                    withoutInterval(treated.orders(), treated, heldOut.orders(), heldOut),
                    withoutInterval(treated.margin(), treated, heldOut.margin(), heldOut),
                    Verdict.NOT_ENOUGH_DATA);
        }
        Difference margin = Difference.ofMeans(
                treated.meanMargin(), heldOut.meanMargin(), Side.marginPerResponse(treated, heldOut));
        return new Lift(
                by,
                subject,
                treated.customers(),
                heldOut.customers(),
                Difference.ofShares(treated.returned(), treated.customers(), heldOut.returned(), heldOut.customers()),
                Difference.ofMeans(treated.meanOrders(), heldOut.meanOrders(), 1),
                margin,
                verdict(margin));
    }

    private static Verdict verdict(Difference margin) {
        if (margin.low() == null) {
            return Verdict.NOT_ENOUGH_DATA;
        }
        return margin.isAbove() ? Verdict.GAINS : margin.isBelow() ? Verdict.LOSES : Verdict.NO_DIFFERENCE_SHOWN;
    }

    private static Difference withoutInterval(double treatedSum, Side treated, double heldOutSum, Side heldOut) {
        Double one = treated.customers() == 0 ? null : treatedSum / treated.customers();
        Double other = heldOut.customers() == 0 ? null : heldOutSum / heldOut.customers();
        return new Difference(one, other, one == null || other == null ? null : one - other, null, null);
    }
}
