package io.perennial.platform.engine.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Who came in with which password a few seconds ago, so that the many requests of a machine are not a question each to the
 * database. What is changed on this node counts at once, what is changed on another within those seconds. Of a password only
 * a hash is here, with a key that is drawn anew for each process.
 */
@Component
public class LoginCache {

    private static final int MOST = 10_000;
    private static final long PROOF_NANOS = Duration.ofMinutes(10).toNanos();
    private static final String HASH = "HmacSHA256";

    private record Login(Account account, byte[] mark, long sinceNanos) {}

    private final long lifeNanos;
    private final LongSupplier nanoTime;
    private final SecretKeySpec key = drawn();
    private final Map<String, Login> logins = new HashMap<>();
    private long changes;

    @Autowired
    LoginCache(@Value("${perennial.login.remembered:5s}") Duration life) {
        this(life, System::nanoTime);
    }

    LoginCache(Duration life, LongSupplier nanoTime) {
        this.lifeNanos = life.toNanos();
        this.nanoTime = nanoTime;
    }

    /** The user, if that very password was right a moment ago. */
    Optional<Account> find(String user, String password) {
        Login login = login(user);
        if (login == null || nanoTime.getAsLong() - login.sinceNanos() >= lifeNanos) {
            return Optional.empty();
        }
        return MessageDigest.isEqual(login.mark(), mark(user, password))
                ? Optional.of(login.account())
                : Optional.empty();
    }

    /**
     * Whether that very password was right for the same hash not long ago: then it need not be computed once more. What else
     * is known of the user may be old.
     */
    boolean wasRight(String user, String password, Account account) {
        Login login = login(user);
        return login != null
                && nanoTime.getAsLong() - login.sinceNanos() < PROOF_NANOS
                && login.account().hasSamePasswordAs(account)
                && MessageDigest.isEqual(login.mark(), mark(user, password));
    }

    /** How many changes were heard of; to be asked before the database is. */
    synchronized long changes() {
        return changes;
    }

    /** Remembers a right password, unless something has changed since the database was asked. */
    void remember(String user, String password, Account account, long changesBefore) {
        Login login = new Login(account, mark(user, password), nanoTime.getAsLong());
        synchronized (this) {
            if (changes == changesBefore) {
                if (logins.size() >= MOST) {
                    logins.clear();
                }
                logins.put(user, login);
            }
        }
    }

    synchronized void forgetAll() {
        changes++;
        logins.clear();
    }

    private synchronized Login login(String user) {
        return logins.get(user);
    }

    private byte[] mark(String user, String password) {
        try {
            Mac mac = Mac.getInstance(HASH);
            mac.init(key);
            mac.update(user.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has " + HASH, impossible);
        }
    }

    private static SecretKeySpec drawn() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, HASH);
    }
}
