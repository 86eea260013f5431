package io.perennial.platform.engine.model;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** Names that a model may currently use, as data and as an HTML page. */
@Component
class ModelVocabulary {

    private static final String FORMS = "select distinct KEY_ from ACT_RE_CAMFORMDEF";
    private static final String TAG = "tag";
    private static final String STYLE = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 32px auto; padding: 0 24px; color: #1f2933 }
        h1 { font-size: 26px } h2 { font-size: 18px; margin-top: 32px; border-bottom: 1px solid #d5d9de }
        table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-bottom: 1px solid #e6e9ec }
        code { font: 13px ui-monospace, monospace; background: #f2f4f6; padding: 1px 5px; border-radius: 3px }
        .words code { display: inline-block; margin: 3px 6px 3px 0 } small { color: #66707a }
        """;

    /** Content security policy of the page: its own style sheet and nothing else. */
    static final String PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'; style-src 'sha256-"
            + Base64.getEncoder().encodeToString(Sha256.digest(STYLE.getBytes(StandardCharsets.UTF_8))) + "'";

    /** @param tags tags that a current table can set */
    record Words(
            Set<String> messages,
            List<DelegateDescriptor> delegates,
            Set<String> facts,
            Set<String> tags,
            Set<String> groups,
            Set<String> decisions,
            Set<String> forms) {}

    private final ObjectProvider<ModelVocabularySource> vocabularies;
    private final TableModels tables;
    private final RepositoryService repository;
    private final IdentityService identities;
    private final JdbcClient jdbc;

    ModelVocabulary(
            ObjectProvider<ModelVocabularySource> vocabularies,
            TableModels tables,
            RepositoryService repository,
            IdentityService identities,
            JdbcClient jdbc) {
        this.vocabularies = vocabularies;
        this.tables = tables;
        this.repository = repository;
        this.identities = identities;
        this.jdbc = jdbc;
    }

    Words words() {
        Set<String> decisions = repository.createDecisionDefinitionQuery().latestVersion().unlimitedList().stream()
                .map(DecisionDefinition::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        return new Words(
                all(ModelVocabularySource::messages),
                vocabularies.stream()
                        .flatMap(vocabulary -> vocabulary.delegates().stream())
                        .sorted(Comparator.comparing(DelegateDescriptor::element)
                                .thenComparing(DelegateDescriptor::delegate))
                        .toList(),
                all(ModelVocabularySource::inputs),
                decisions.stream().flatMap(this::tags).collect(Collectors.toCollection(TreeSet::new)),
                identities.createGroupQuery().unlimitedList().stream()
                        .map(Group::getId)
                        .collect(Collectors.toCollection(TreeSet::new)),
                decisions,
                new TreeSet<>(jdbc.sql(FORMS).query(String.class).list()));
    }

    private Set<String> all(Function<ModelVocabularySource, Set<String>> some) {
        return vocabularies.stream()
                .flatMap(vocabulary -> some.apply(vocabulary).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<String> tags(String decision) {
        TableDraft table;
        try {
            table = tables.read(
                    decision, tables.model(decision, tables.latest(decision).orElseThrow()));
        } catch (ApiException notATable) {
            // Several decisions in a file, or not a table: no tags.
            return Stream.empty();
        }
        return table.outputs().contains(TAG)
                ? table.rows().stream()
                        .map(row -> row.cells().get(TAG))
                        .filter(cell -> cell != null && cell.startsWith("\""))
                        .map(cell -> cell.replace("\"", ""))
                : Stream.empty();
    }

    String page() {
        Words words = words();
        StringBuilder page = new StringBuilder("""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Vocabulary 词汇表</title><style>%s</style></head>
            <body><h1>What a model may use 模型可用词汇</h1>
            """.formatted(STYLE));
        page.append("<h2>Delegates 动作</h2><table><tr><th>Name 名称</th><th>In the model</th><th>Inputs 输入</th>"
                + "<th>Sets 输出</th></tr>");
        words.delegates()
                .forEach(delegate -> page.append(
                        "<tr><td>%s<br><small>%s</small></td><td>%s<br><small>%s</small></td><td>%s</td><td>%s</td></tr>"
                                .formatted(
                                        html(delegate.name()),
                                        html(delegate.chinese()),
                                        code("${" + delegate.delegate() + "}"),
                                        html(delegate.element()),
                                        delegate.inputs().stream()
                                                .map(ModelVocabulary::input)
                                                .collect(Collectors.joining("<br>")),
                                        codes(delegate.outputs())
                                                + (delegate.outcome() == null
                                                        ? ""
                                                        : "<br><small>" + code(delegate.outcome())
                                                                + " is true if the effect happened 表示是否生效</small>"))));
        page.append("</table>");
        section(page, "Messages 消息", words.messages());
        section(page, "Facts and other inputs of tables 指标", words.facts());
        section(page, "Tags 标签", words.tags());
        section(page, "Groups 用户组", words.groups());
        section(page, "Decisions 决策表", words.decisions());
        section(page, "Forms 表单", words.forms());
        return page.append("</body></html>").toString();
    }

    private static String input(DelegateDescriptor.Input input) {
        String values = input.choices().isEmpty() ? input.kind() : String.join(" | ", input.choices());
        return code(input.name()) + (input.required() ? "" : " <small>optional 可选</small>") + " <small>"
                + html(input.label() + " " + input.chinese() + ": " + values) + "</small>";
    }

    private static void section(StringBuilder page, String title, Collection<String> words) {
        page.append("<h2>")
                .append(title)
                .append("</h2><p class=\"words\">")
                .append(codes(words))
                .append("</p>");
    }

    private static String codes(Collection<String> words) {
        return words.stream().map(ModelVocabulary::code).collect(Collectors.joining(" "));
    }

    private static String code(String word) {
        return "<code>" + html(word) + "</code>";
    }

    private static String html(String text) {
        return HtmlUtils.htmlEscape(text);
    }
}
