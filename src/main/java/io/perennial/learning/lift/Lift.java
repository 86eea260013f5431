package io.perennial.learning.lift;

/**
 * What was changed by offers and messages: all customers of the period, those held out beside the treated.
 *
 * @param by       what the customers are sorted by: stage, offer or channel
 * @param subject  which one
 * @param treated  customers who could get it, as often as they entered
 * @param heldOut  customers who by lot could not
 * @param returned the share who came back to RETENTION or ordered within the window
 * @param orders   the orders of a customer within the window
 * @param margin   yuan a customer within the window: earned by orders, less coupons used and the loss to expect
 * @param verdict  what the interval of the margin says
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

    /** What customers can be sorted by. */
    public enum By {
        STAGE,
        OFFER,
        CHANNEL
    }

    /** What can be said of offers. */
    public enum Verdict {
        /** The margin is higher with them, as far as 95 % go. */
        GAINS,
        /** The margin is lower with them, as far as 95 % go. */
        LOSES,
        /** The interval holds nought: no difference is shown. */
        NO_DIFFERENCE_SHOWN,
        /** Too few customers on one side, or no answer on either, to say anything. */
        NOT_ENOUGH_DATA
    }

    /** What one side comes to. */
    record Side(long customers, long returned, long orders, long ordersSquared, double margin, double marginSquared) {

        static final Side NOBODY = new Side(0, 0, 0, 0, 0, 0);

        Difference.Mean meanOrders() {
            return new Difference.Mean(customers, orders, ordersSquared);
        }

        /** What those who answered came to, in the root of the mean square; 0 where nothing was earned or lost on either side. */
        static double marginOfAnAnswer(Side one, Side other) {
            long answers = Math.max(1, one.returned() + other.returned());
            return Math.sqrt((one.marginSquared() + other.marginSquared()) / answers);
        }

        Difference.Mean meanMargin() {
            return new Difference.Mean(customers, margin, marginSquared);
        }
    }

    static Lift of(By by, String subject, Side treated, Side heldOut, int least) {
        boolean anybody = treated.customers() > 0 && heldOut.customers() > 0;
        boolean enough = Math.min(treated.customers(), heldOut.customers()) >= Math.max(2, least);
        if (!anybody || !enough) {
            return new Lift(
                    by,
                    subject,
                    treated.customers(),
                    heldOut.customers(),
                    apart(treated.returned(), treated, heldOut.returned(), heldOut),
                    apart(treated.orders(), treated, heldOut.orders(), heldOut),
                    apart(treated.margin(), treated, heldOut.margin(), heldOut),
                    Verdict.NOT_ENOUGH_DATA);
        }
        Difference margin =
                Difference.ofMeans(treated.meanMargin(), heldOut.meanMargin(), Side.marginOfAnAnswer(treated, heldOut));
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

    private static Difference apart(double treated, Side ofTreated, double heldOut, Side ofHeldOut) {
        Double one = ofTreated.customers() == 0 ? null : treated / ofTreated.customers();
        Double other = ofHeldOut.customers() == 0 ? null : heldOut / ofHeldOut.customers();
        return new Difference(one, other, one == null || other == null ? null : one - other, null, null);
    }
}
