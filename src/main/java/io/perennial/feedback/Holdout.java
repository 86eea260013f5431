package io.perennial.feedback;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Who gets no offers and no marketing, so that lift can be measured. The lot is a keyed hash of the customer's id: it never
 * changes, nobody outside can foresee it, and a larger share only adds customers.
 */
@Component
public class Holdout {

    private static final String KEY = "holdout.key";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int FRACTION_BITS = 53;

    private final SecretKeySpec key;
    private final double share;

    Holdout(FeedbackRepository repository, HoldoutShare share) {
        this.key = new SecretKeySpec(
                HexFormat.of().parseHex(repository.settingOr(KEY, HexFormat.of().formatHex(randomKey()))), ALGORITHM);
        this.share = share.share();
    }

    /** Whether this customer is held out. */
    public boolean holds(String customerId) {
        return lot(customerId) < share;
    }

    /** A number from 0 (inclusive) to 1, the same for ever. */
    private double lot(String customerId) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            long bits = ByteBuffer.wrap(mac.doFinal(customerId.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
            return (bits >>> (Long.SIZE - FRACTION_BITS)) * 0x1p-53;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }

    private static byte[] randomKey() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
