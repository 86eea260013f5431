package io.perennial.effect.outreach;

import io.perennial.effect.outreach.Transport.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Message templates: one text file per template and locale, whose first line is the subject. {@code {name|dear customer}} is
 * replaced by the customer's name, or by the text after the bar when there is none. Files are read each time, so that edits
 * apply at once.
 */
@Component
class MessageTemplates {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern LOCALE = Pattern.compile("[a-z]{2}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)(?:\\|([^}]*))?}");

    private final Path folder;
    private final String defaultLocale;

    MessageTemplates(OutreachTerms terms) {
        this.folder = Path.of(terms.templates());
        this.defaultLocale = terms.locale();
    }

    /** The text in the customer's locale or else in the default one; empty when there is no such template. */
    Optional<Text> render(String template, String locale, Map<String, String> values) {
        if (!NAME.matcher(template).matches()) {
            return Optional.empty();
        }
        return List.of(language(locale), defaultLocale).stream()
                .filter(candidate -> Files.exists(file(template, candidate)))
                .findFirst()
                .map(found -> filled(template, found, values));
    }

    private Path file(String template, String locale) {
        return folder.resolve(locale).resolve(template + ".txt");
    }

    private String language(String locale) {
        if (locale == null) {
            return defaultLocale;
        }
        String language = locale.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
        return LOCALE.matcher(language).matches() ? language : defaultLocale;
    }

    private Text filled(String template, String locale, Map<String, String> values) {
        try {
            String[] parts =
                    fill(Files.readString(file(template, locale)), values).split("\\R", 2);
            return new Text(locale, parts[0].strip(), parts.length == 1 ? "" : parts[1].strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fill(String text, Map<String, String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(placeholder -> {
            String value = values.getOrDefault(placeholder.group(1), placeholder.group(2));
            if (value == null) {
                throw new IllegalArgumentException("Nothing is known for the place {" + placeholder.group(1) + "}");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
