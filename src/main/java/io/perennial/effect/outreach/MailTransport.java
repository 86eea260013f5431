package io.perennial.effect.outreach;

import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Sends messages as mail through the server that {@code spring.mail} names; the key is the header Idempotency-Key. */
@Component
@ConditionalOnProperty(name = "perennial.outreach.transport", havingValue = "smtp")
class MailTransport implements Transport {

    private final JavaMailSender sender;
    private final OutreachTerms.Mail terms;

    MailTransport(JavaMailSender sender, OutreachTerms terms) {
        this.sender = sender;
        this.terms = terms.mail();
        if (this.terms.from() == null || this.terms.to() == null) {
            throw new IllegalArgumentException(
                    "The smtp transport needs perennial.outreach.mail.from and perennial.outreach.mail.to");
        }
    }

    @Override
    public void deliver(Delivery delivery) throws Exception {
        if (terms.to().contains("{phone}") && delivery.phone() == null) {
            throw new IllegalStateException("The customer has no phone to write to");
        }
        MimeMessage mail = sender.createMimeMessage();
        MimeMessageHelper helper = new MimeMessageHelper(mail, StandardCharsets.UTF_8.name());
        helper.setFrom(terms.from());
        helper.setTo(terms.to()
                .replace("{customerId}", delivery.customerId())
                .replace("{phone}", String.valueOf(delivery.phone())));
        helper.setSubject(delivery.text().subject());
        helper.setText(delivery.text().body());
        mail.setHeader("Idempotency-Key", delivery.key());
        mail.setHeader("Perennial-Attempt", Integer.toString(delivery.attempt()));
        sender.send(mail);
    }
}
