package io.perennial.platform.engine.identity;

import org.camunda.bpm.engine.impl.digest.PasswordEncryptor;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm;

/**
 * How passwords are kept: slow to guess even for who has the database. PBKDF2 with a salt each and as many rounds as OWASP
 * asks for; the number stands before the hash, so that those made with another number are known too.
 */
public class Pbkdf2PasswordEncryptor implements PasswordEncryptor {

    private static final String NAME = "PBKDF2-SHA512";
    private static final int SALT_BYTES = 16;

    private final int rounds;

    public Pbkdf2PasswordEncryptor(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public String encrypt(String password) {
        return rounds + ":" + hash(rounds).encode(password);
    }

    @Override
    public boolean check(String password, String encrypted) {
        int colon = encrypted.indexOf(':');
        return hash(Integer.parseInt(encrypted.substring(0, colon))).matches(password, encrypted.substring(colon + 1));
    }

    @Override
    public String hashAlgorithmName() {
        return NAME;
    }

    /** Whether what is kept of a password was made as it would be made today. */
    boolean isOfToday(String kept) {
        return kept.startsWith("{" + NAME + "}" + rounds + ":");
    }

    private static Pbkdf2PasswordEncoder hash(int rounds) {
        return new Pbkdf2PasswordEncoder("", SALT_BYTES, rounds, SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA512);
    }
}
