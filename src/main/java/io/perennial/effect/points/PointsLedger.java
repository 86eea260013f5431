package io.perennial.effect.points;

import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledgers of points and member levels. */
@Configuration(proxyBeanMethods = false)
class PointsLedger {

    @Bean
    @Order(10)
    LedgerRule pointsLotRule() {
        return new LedgerRule("points-lot", """
                select t.lot_id as id, t.remaining as kept, coalesce(made.points, 0) - coalesce(x.used, 0) as computed
                  from points_lot t
                  left join points_entry made on made.seq = t.lot_id and made.kind = 'POINTS_EARNED'
                  left join (select lot_id, sum(points) as used from points_entry_lot group by lot_id) x
                    on x.lot_id = t.lot_id
                 where t.remaining <> coalesce(made.points, 0) - coalesce(x.used, 0) or t.remaining < 0
                """);
    }

    @Bean
    @Order(20)
    LedgerRule pointsEntryRule() {
        return new LedgerRule("points-entry", """
                select e.request_key as id, e.points as kept, coalesce(made.points, -x.used, 0) as computed
                  from points_entry e
                  left join points_lot made on made.lot_id = e.seq and e.kind = 'POINTS_EARNED'
                  left join (select seq, sum(points) as used from points_entry_lot group by seq) x on x.seq = e.seq
                 where e.points <> coalesce(made.points, -x.used, 0)
                """);
    }

    @Bean
    @Order(30)
    LedgerRule pointsOwedRule() {
        return new LedgerRule("points-owed", """
                select x.customer_id as id, coalesce(o.owed, 0) as kept, x.computed
                  from (select customer_id, sum(owed) as computed from points_entry group by customer_id) x
                  left join points_owed o on o.customer_id = x.customer_id
                 where x.computed < 0 or x.computed <> coalesce(o.owed, 0)
                """);
    }

    @Bean
    @Order(40)
    LedgerRule pointsReversedRule() {
        return new LedgerRule("points-reversed", """
                select t.lot_id as id, t.reversed as kept, coalesce(r.owed - r.points, 0) as computed
                  from points_lot t
                  join points_entry e on e.seq = t.lot_id
                  left join points_entry r on r.reversed_key = e.request_key
                 where t.reversed <> coalesce(r.owed - r.points, 0)
                """);
    }

    @Bean
    @Order(50)
    LedgerRule memberLevelRule() {
        return new LedgerRule("member-level", """
                select m.customer_id as id, m.level as kept, c.to_level as computed
                  from member m
                  join level_change c on c.customer_id = m.customer_id
                 where c.seq = (select max(l.seq) from level_change l where l.customer_id = m.customer_id)
                   and m.level <> c.to_level
                """);
    }

    @Bean
    @Order(120)
    TimelineSource levelSource() {
        return TimelineSource.of(
                Kind.EFFECT, "level_change", "at", "'LEVEL_CHANGED'", "from_level", "to_level", "cause");
    }

    @Bean
    @Order(130)
    TimelineSource pointsSource() {
        return TimelineSource.of(Kind.EFFECT, "points_entry", "at", "kind", "points", "reason", "cause");
    }
}
