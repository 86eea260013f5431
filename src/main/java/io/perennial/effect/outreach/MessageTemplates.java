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
 * The words of the messages: a text file a template and locale, whose first line is the subject. {@code {name|dear customer}}
 * stands for the customer's name, or for what follows the bar where there is none. Read anew each time, so that an edit counts
 * at once.
 */
@Component
class MessageTemplates {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern LOCALE = Pattern.compile("[a-z]{2}");
    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)(?:\\|([^}]*))?}");

    private final Path folder;
    private final String houseLocale;

    MessageTemplates(OutreachTerms terms) {
        this.folder = Path.of(terms.templates());
        this.houseLocale = terms.locale();
    }

    /** The text in the customer's locale, else in the house's; empty when there is no such template. */
    Optional<Text> render(String template, String locale, Map<String, String> values) {
        if (!NAME.matcher(template).matches()) {
            return Optional.empty();
        }
        return List.of(language(locale), houseLocale).stream()
                .filter(candidate -> Files.exists(file(template, candidate)))
                .findFirst()
                .map(found -> filled(template, found, values));
    }

    private Path file(String template, String locale) {
        return folder.resolve(locale).resolve(template + ".txt");
    }

    private String language(String locale) {
        if (locale == null) {
            return houseLocale;
        }
        String language = locale.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
        return LOCALE.matcher(language).matches() ? language : houseLocale;
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
        return PLACE.matcher(text).replaceAll(place -> {
            String value = values.getOrDefault(place.group(1), place.group(2));
            if (value == null) {
                throw new IllegalArgumentException("Nothing is known for the place {" + place.group(1) + "}");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
