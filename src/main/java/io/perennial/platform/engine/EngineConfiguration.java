package io.perennial.platform.engine;

import io.perennial.platform.audit.Audit;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.guard.MaxResultsInterceptor;
import io.perennial.platform.engine.guard.QueryGuard;
import io.perennial.platform.engine.guard.UniqueOrder;
import io.perennial.platform.engine.identity.ExactMatchIdentityProvider;
import io.perennial.platform.engine.identity.LoginCache;
import io.perennial.platform.engine.identity.PasswordCheckLimiter;
import io.perennial.platform.engine.identity.Pbkdf2PasswordEncryptor;
import io.perennial.platform.engine.migration.AuditedMigration;
import io.perennial.platform.engine.model.ApprovedCheck;
import io.perennial.platform.engine.model.AuditedDeployments;
import io.perennial.platform.engine.model.FourEyesDeploymentGuard;
import io.perennial.platform.engine.model.ModelValidator;
import io.perennial.platform.engine.model.TableInputValidator;
import io.perennial.platform.engine.runtime.AuditedHistory;
import io.perennial.platform.engine.runtime.PerennialHistoryLevel;
import io.perennial.platform.engine.runtime.ProcessLifecycleListener;
import io.perennial.platform.engine.runtime.ProcessListener;
import io.perennial.platform.engine.runtime.RefusedExceptionUnwrapper;
import io.perennial.platform.engine.runtime.TransientFailures;
import io.perennial.platform.engine.time.DueDateDurationCalendar;
import io.perennial.platform.engine.time.DueDateJobManager;
import io.perennial.platform.engine.time.DueTime;
import io.perennial.platform.engine.time.LocalDueDates;
import io.perennial.platform.engine.time.ZonedCronCalendar;
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
            TableInputValidator tableCheck,
            ApprovedCheck approvedCheck,
            ObjectProvider<ModelValidator> modelCheck,
            ObjectProvider<PlatformTransactionManager> transactions,
            @Value("${perennial.four-eyes:false}") boolean fourEyes,
            ObjectProvider<Audit> audit,
            LoginCache logins,
            PasswordCheckLimiter turns,
            @Value("${perennial.login.rounds:210000}") int rounds) {
        return new Plugin(
                new DueTime(clock.getZone()),
                parseListeners,
                new AuditedMigration(processListeners, transactions),
                new FourEyesDeploymentGuard(fourEyes),
                approvedCheck,
                tableCheck,
                deployment -> modelCheck.getObject().deploy(deployment),
                audit,
                logins,
                turns,
                new Pbkdf2PasswordEncryptor(rounds));
    }

    @Bean
    BpmnParseListener processLifeListener(ObjectProvider<ProcessListener> listeners) {
        return new ProcessLifecycleListener(listeners);
    }

    private static final class Plugin extends SpringProcessEnginePlugin {

        private final DueTime due;
        private final ObjectProvider<BpmnParseListener> parseListeners;
        private final AuditedMigration migration;
        private final Deployer secondPerson;
        private final Deployer approvedCheck;
        private final Deployer tableCheck;
        private final Deployer modelCheck;
        private final ObjectProvider<Audit> audit;
        private final LoginCache logins;
        private final PasswordCheckLimiter turns;
        private final Pbkdf2PasswordEncryptor hash;

        Plugin(
                DueTime due,
                ObjectProvider<BpmnParseListener> parseListeners,
                AuditedMigration migration,
                Deployer secondPerson,
                Deployer approvedCheck,
                Deployer tableCheck,
                Deployer modelCheck,
                ObjectProvider<Audit> audit,
                LoginCache logins,
                PasswordCheckLimiter turns,
                Pbkdf2PasswordEncryptor hash) {
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
            engine.setCustomHistoryLevels(added(engine.getCustomHistoryLevels(), new PerennialHistoryLevel()));
            engine.setBusinessCalendarManager(calendars());
            engine.setCustomSessionFactories(added(
                    engine.getCustomSessionFactories(), DueDateJobManager.factory(due), UniqueOrder.factory(engine)));
            engine.setIdentityProviderSessionFactory(ExactMatchIdentityProvider.factory(logins));
            engine.setPasswordEncryptor(hash);
            engine.setFailedJobCommandFactory(new TransientFailures());
            engine.setCustomPreCommandInterceptorsTxRequired(added(
                    engine.getCustomPreCommandInterceptorsTxRequired(),
                    new RefusedExceptionUnwrapper(),
                    turns.gate(),
                    new QueryGuard(),
                    new MaxResultsInterceptor(engine)));
            engine.setCustomPreCommandInterceptorsTxRequiresNew(added(
                    engine.getCustomPreCommandInterceptorsTxRequiresNew(),
                    new RefusedExceptionUnwrapper(),
                    new QueryGuard()));
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
            calendars.addBusinessCalendar(DurationBusinessCalendar.NAME, new DueDateDurationCalendar(due));
            calendars.addBusinessCalendar(DueDateBusinessCalendar.NAME, new LocalDueDates(due));
            calendars.addBusinessCalendar(CycleBusinessCalendar.NAME, new ZonedCronCalendar(due));
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
