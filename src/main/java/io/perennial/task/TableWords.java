package io.perennial.task;

import io.perennial.channel.ChannelQuality;
import io.perennial.engine.Vocabulary;
import io.perennial.profile.Fact;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What {@link DecideByTable} gives a table: facts, a channel's numbers, and variables of the journeys; and the offer of {@link ResponseWindows}. */
@Component
class TableWords implements Vocabulary {

    private static final Set<String> OF_JOURNEYS = Set.of("channelQuality", "churnRisk", "churnReason", "recallStep");

    @Override
    public Set<String> words() {
        Set<String> words = new HashSet<>(OF_JOURNEYS);
        words.addAll(ChannelQuality.WORDS);
        words.add(ResponseWindows.OFFER);
        Arrays.stream(Fact.values()).map(Fact::word).forEach(words::add);
        return words;
    }
}
