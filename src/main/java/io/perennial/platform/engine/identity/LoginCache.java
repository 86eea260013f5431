package io.perennial.platform.engine.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Caches successful logins for a few seconds so that machine clients do not hit the database and PBKDF2 on each request.
 * Changes on this node apply at once, changes on other nodes when the entry expires. Passwords are kept only as an HMAC with a
 * random key per process.
 */
@Component
class LoginCache {

    private static final int MAX_ENTRIES = 10_000;
    private static final Duration VERIFIED = Duration.ofMinutes(10);
    private static final String HASH = "HmacSHA256";

    private record Login(Account account, byte[] digest, long sinceNanos) {}

    private final long lifetimeNanos;
    private final LongSupplier nanoTime;
    private final SecretKeySpec key = randomKey();
    private final Cache<String, Login> logins;
    private long changes;

    @Autowired
    LoginCache(@Value("${perennial.login.remembered:5s}") Duration lifetime) {
        this(lifetime, System::nanoTime);
    }

    LoginCache(Duration lifetime, LongSupplier nanoTime) {
        this.lifetimeNanos = lifetime.toNanos();
        this.nanoTime = nanoTime;
        this.logins = Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .expireAfterWrite(VERIFIED)
                .ticker(nanoTime::getAsLong)
                .build();
    }

    /** The user, if this password was verified a moment ago. */
    Optional<Account> find(String user, String password) {
        Login login = logins.getIfPresent(user);
        if (login == null || nanoTime.getAsLong() - login.sinceNanos() >= lifetimeNanos) {
            return Optional.empty();
        }
        return MessageDigest.isEqual(login.digest(), digest(user, password))
                ? Optional.of(login.account())
                : Optional.empty();
    }

    /**
     * Whether this password was verified against the same hash not long ago, so that it need not be hashed again. Other data of
     * the cached user may be outdated.
     */
    boolean isVerified(String user, String password, Account account) {
        Login login = logins.getIfPresent(user);
        return login != null
                && login.account().hasSamePasswordAs(account)
                && MessageDigest.isEqual(login.digest(), digest(user, password));
    }

    /** Number of identity changes so far; to be read before the database is. */
    synchronized long changes() {
        return changes;
    }

    /** Caches a verified password, unless identities have changed since {@code changesBefore} was read. */
    void put(String user, String password, Account account, long changesBefore) {
        Login login = new Login(account, digest(user, password), nanoTime.getAsLong());
        synchronized (this) {
            if (changes == changesBefore) {
                logins.put(user, login);
            }
        }
    }

    synchronized void invalidateAll() {
        changes++;
        logins.invalidateAll();
    }

    private byte[] digest(String user, String password) {
        try {
            Mac mac = Mac.getInstance(HASH);
            mac.init(key);
            mac.update(user.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HASH + " is not available", e);
        }
    }

    private static SecretKeySpec randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, HASH);
    }
}
