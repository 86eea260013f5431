package io.perennial.effect.holdout;

import io.perennial.platform.sql.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Draws the customers who get no offers and no marketing, so that lift can be measured. The draw is a keyed hash of the
 * customer's id: it never changes, nobody outside can predict it, and a larger share only adds customers. Each stage and each
 * offer may have a draw of its own besides the one for everything.
 */
@Component
public class Holdout {

    private static final String KEY = "holdout.key";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int FRACTION_BITS = 53;

    private final HoldoutRepository repository;
    private final SecretKeySpec key;
    private final HoldoutShare share;

    Holdout(HoldoutRepository repository, Settings settings, HoldoutShare share) {
        this.repository = repository;
        this.key = new SecretKeySpec(
                HexFormat.of()
                        .parseHex(settings.getOrInitialize(KEY, HexFormat.of().formatHex(randomKey()))),
                ALGORITHM);
        this.share = share;
    }

    /** Whether this customer is held out from everything. */
    public boolean isHeldOut(String customerId) {
        return isDrawn(customerId) || anyDrawn(ids(customerId), "", share.share());
    }

    /** Whether this id is drawn, regardless of merged ids. */
    boolean isDrawn(String id) {
        return anyDrawn(List.of(id), "", share.share());
    }

    /** Whether this customer is held out from everything, or from marketing in the stage they are in. */
    public boolean isHeldOutInStage(String customerId) {
        List<String> ids = ids(customerId);
        return anyDrawn(ids, "", share.share()) || isHeldOutInStage(customerId, ids);
    }

    /** Whether this customer is held out from everything, from offers in the stage they are in, or from this offer. */
    public boolean isHeldOutFrom(String customerId, String offer) {
        List<String> ids = ids(customerId);
        return anyDrawn(ids, "", share.share())
                || isHeldOutInStage(customerId, ids)
                || anyDrawn(ids, "|offer:" + offer, share.offers().getOrDefault(offer, 0.0));
    }

    /** The customers who are held out from everything, or from marketing in that stage. */
    public Set<String> heldOutInStage(Collection<String> customerIds, String stage) {
        Map<String, List<String>> mergedIds = repository.mergedIds(customerIds);
        return customerIds.stream()
                .filter(customerId -> {
                    List<String> ids = new ArrayList<>(mergedIds.getOrDefault(customerId, List.of()));
                    ids.add(customerId);
                    return anyDrawn(ids, "", share.share())
                            || anyDrawn(ids, "|stage:" + stage, share.stages().getOrDefault(stage, 0.0));
                })
                .collect(Collectors.toSet());
    }

    private boolean isHeldOutInStage(String customerId, List<String> ids) {
        return !share.stages().isEmpty()
                && repository
                        .stage(customerId)
                        .filter(stage ->
                                anyDrawn(ids, "|stage:" + stage, share.stages().getOrDefault(stage, 0.0)))
                        .isPresent();
    }

    /** After a merge, holds the surviving customer out from everything the other one was held out from. */
    @Transactional
    public void inherit(String intoCustomerId, String fromCustomerId) {
        ids(fromCustomerId).forEach(mergedId -> repository.insertMergedId(intoCustomerId, mergedId));
    }

    private List<String> ids(String customerId) {
        List<String> ids = new ArrayList<>(repository.mergedIds(customerId));
        ids.add(customerId);
        return ids;
    }

    private boolean anyDrawn(List<String> ids, String level, double part) {
        return part > 0 && ids.stream().anyMatch(id -> draw(id + level) < part);
    }

    /** A number from 0 (inclusive) to 1 (exclusive), constant for each input. */
    private double draw(String input) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            long bits = ByteBuffer.wrap(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)))
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
