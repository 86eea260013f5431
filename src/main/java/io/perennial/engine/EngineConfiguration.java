package io.perennial.engine;

import io.perennial.audit.Audit;
import io.perennial.clock.BusinessClock;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.calendar.CycleBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.DueDateBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.DurationBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.MapBusinessCalendarManager;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.spring.SpringProcessEnginePlugin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * What cannot be said in config/application.yaml. Every bean of type {@link BpmnParseListener} is asked after the engine has
 * read a process, every bean of type {@link ProcessEnginePlugin} before the engine starts.
 */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    @DependsOnDatabaseInitialization // the engine is built with this bean, so its tables are there before it
    ProcessEnginePlugin perennialPlugin(
            BusinessClock clock,
            ObjectProvider<BpmnParseListener> parseListeners,
            ObjectProvider<ProcessListener> processListeners,
            TableCheck tableCheck,
            ApprovedCheck approvedCheck,
            ObjectProvider<ModelCheck> modelCheck,
            ObjectProvider<PlatformTransactionManager> transactions,
            @Value("${perennial.four-eyes:false}") boolean fourEyes,
            ObjectProvider<Audit> audit,
            RecentLogins logins,
            PasswordTurns turns,
            @Value("${perennial.login.rounds:210000}") int rounds) {
        return new Plugin(
                new DueTime(clock.getZone()),
                parseListeners,
                new NotedMigration(processListeners, transactions),
                new SecondPerson(fourEyes),
                approvedCheck,
                tableCheck,
                deployment -> modelCheck.getObject().deploy(deployment),
                audit,
                logins,
                turns,
                new SlowHash(rounds));
    }

    @Bean
    BpmnParseListener processLifeListener(ObjectProvider<ProcessListener> listeners) {
        return new ProcessLife(listeners);
    }

    private static final class Plugin extends SpringProcessEnginePlugin {

        private final DueTime due;
        private final ObjectProvider<BpmnParseListener> parseListeners;
        private final NotedMigration migration;
        private final Deployer secondPerson;
        private final Deployer approvedCheck;
        private final Deployer tableCheck;
        private final Deployer modelCheck;
        private final ObjectProvider<Audit> audit;
        private final RecentLogins logins;
        private final PasswordTurns turns;
        private final SlowHash hash;

        Plugin(
                DueTime due,
                ObjectProvider<BpmnParseListener> parseListeners,
                NotedMigration migration,
                Deployer secondPerson,
                Deployer approvedCheck,
                Deployer tableCheck,
                Deployer modelCheck,
                ObjectProvider<Audit> audit,
                RecentLogins logins,
                PasswordTurns turns,
                SlowHash hash) {
            this.due = due;
            this.parseListeners = parseListeners;
            this.migration = migration;
            this.secondPerson = secondPerson;
            this.approvedCheck = approvedCheck;
            this.tableCheck = tableCheck;
            this.modelCheck = modelCheck;
            this.audit = audit;
            this.logins = logins;
            this.turns = turns;
            this.hash = hash;
        }

        @Override
        public void preInit(ProcessEngineConfigurationImpl engine) {
            engine.setCustomHistoryLevels(added(engine.getCustomHistoryLevels(), new LeanHistory()));
            engine.setBusinessCalendarManager(calendars());
            engine.setCustomSessionFactories(
                    added(engine.getCustomSessionFactories(), ChainedJobs.factory(due), UniqueOrder.factory(engine)));
            engine.setIdentityProviderSessionFactory(HouseIdentities.factory(logins));
            engine.setPasswordEncryptor(hash);
            engine.setFailedJobCommandFactory(new TransientFailures());
            engine.setCustomPreCommandInterceptorsTxRequired(added(
                    engine.getCustomPreCommandInterceptorsTxRequired(),
                    new Refusals(),
                    turns.gate(),
                    new QueryGuard(),
                    new BoundedQueries(engine)));
            engine.setCustomPreCommandInterceptorsTxRequiresNew(
                    added(engine.getCustomPreCommandInterceptorsTxRequiresNew(), new Refusals(), new QueryGuard()));
            engine.setEnableExceptionsAfterUnhandledBpmnError(true);
            engine.setCustomBatchJobHandlers(added(engine.getCustomBatchJobHandlers(), migration));
            engine.setCustomPreDeployers(
                    added(engine.getCustomPreDeployers(), secondPerson, approvedCheck, tableCheck, modelCheck));
            engine.setCustomPostDeployers(
                    added(engine.getCustomPostDeployers(), (Deployer) new AuditedDeployments(audit)));
            engine.setHistoryEventHandler(new AuditedHistory(audit));
            List<BpmnParseListener> listeners = added(engine.getCustomPostBPMNParseListeners());
            parseListeners.orderedStream().forEach(listeners::add);
            engine.setCustomPostBPMNParseListeners(listeners);
        }

        private MapBusinessCalendarManager calendars() {
            MapBusinessCalendarManager calendars = new MapBusinessCalendarManager();
            calendars.addBusinessCalendar(DurationBusinessCalendar.NAME, new ChainedDurations(due));
            calendars.addBusinessCalendar(DueDateBusinessCalendar.NAME, new LocalDueDates(due));
            calendars.addBusinessCalendar(CycleBusinessCalendar.NAME, new LocalCycles(due));
            return calendars;
        }

        @SafeVarargs
        private static <T> List<T> added(List<T> before, T... more) {
            List<T> all = before == null ? new ArrayList<>() : new ArrayList<>(before);
            all.addAll(List.of(more));
            return all;
        }
    }
}
