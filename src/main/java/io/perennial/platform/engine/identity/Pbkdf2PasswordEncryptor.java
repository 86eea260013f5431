package io.perennial.platform.engine.identity;

import org.camunda.bpm.engine.impl.digest.PasswordEncryptor;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm;

/**
 * Hashes passwords with PBKDF2, a random salt and as many rounds as OWASP recommends. The number of rounds is stored in front
 * of the hash, so that hashes with other numbers can still be verified.
 */
class Pbkdf2PasswordEncryptor implements PasswordEncryptor {

    private static final String NAME = "PBKDF2-SHA512";
    private static final int SALT_BYTES = 16;

    private final int rounds;

    Pbkdf2PasswordEncryptor(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public String encrypt(String password) {
        return rounds + ":" + encoder(rounds).encode(password);
    }

    @Override
    public boolean check(String password, String encrypted) {
        int colon = encrypted.indexOf(':');
        return encoder(Integer.parseInt(encrypted.substring(0, colon)))
                .matches(password, encrypted.substring(colon + 1));
    }

    @Override
    public String hashAlgorithmName() {
        return NAME;
    }

    /** Whether the stored hash uses the current algorithm and number of rounds. */
    boolean isCurrent(String stored) {
        return stored.startsWith("{" + NAME + "}" + rounds + ":");
    }

    private static Pbkdf2PasswordEncoder encoder(int rounds) {
        return new Pbkdf2PasswordEncoder("", SALT_BYTES, rounds, SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA512);
    }
}
