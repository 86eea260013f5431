package io.perennial.effect.mall;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Money;
import io.perennial.platform.api.Texts;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A cart line to be paid in instalments.
 *
 * @param price yuan, more than 0
 */
record Purchase(String customerId, String category, String product, BigDecimal price) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
    private static final int MAX_CATEGORY_LENGTH = 32;
    private static final int MAX_PRODUCT_LENGTH = 128;
    private static final BigDecimal MAX_PRICE = new BigDecimal("1000000.00");

    /** @throws ApiException INVALID, naming the field */
    static Purchase of(String customerId, String category, String product, BigDecimal price) {
        requireId("customerId", customerId);
        Texts.require("category", category, MAX_CATEGORY_LENGTH);
        Texts.require("product", product, MAX_PRODUCT_LENGTH);
        BigDecimal yuan = Money.of("price", price);
        if (yuan.signum() == 0 || yuan.compareTo(MAX_PRICE) > 0) {
            throw ApiException.invalid("price must be more than 0 and at most " + MAX_PRICE + ".");
        }
        return new Purchase(customerId, category, product, yuan);
    }

    /** The same purchase by the customer that the id was resolved to. */
    Purchase withCustomer(String resolvedId) {
        return new Purchase(resolvedId, category, product, price);
    }

    static void requireId(String name, String id) {
        if (id == null || !ID.matcher(id).matches() || !Texts.isPathSegment(id)) {
            throw ApiException.invalid(name + " must be 1 to 64 of A-Z a-z 0-9 _ . : - and not . or ..");
        }
    }
}
