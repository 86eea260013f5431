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
 * Engine settings that config/application.yaml cannot express. All beans of type {@link BpmnParseListener} are called after the
 * engine has parsed a process, all beans of type {@link ProcessEnginePlugin} before the engine starts.
 */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    @DependsOnDatabaseInitialization // the engine is built with this bean and needs its tables
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
            PasswordCheckLimiter passwordChecks,
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
                passwordChecks,
                new Pbkdf2PasswordEncryptor(rounds));
    }

    @Bean
    BpmnParseListener processLifecycleListener(ObjectProvider<ProcessListener> listeners) {
        return new ProcessLifecycleListener(listeners);
    }

    private static final class Plugin extends SpringProcessEnginePlugin {

        private final DueTime due;
        private final ObjectProvider<BpmnParseListener> parseListeners;
        private final AuditedMigration migration;
        private final Deployer fourEyesGuard;
        private final Deployer approvedCheck;
        private final Deployer tableCheck;
        private final Deployer modelCheck;
        private final ObjectProvider<Audit> audit;
        private final LoginCache logins;
        private final PasswordCheckLimiter passwordChecks;
        private final Pbkdf2PasswordEncryptor encryptor;

        Plugin(
                DueTime due,
                ObjectProvider<BpmnParseListener> parseListeners,
                AuditedMigration migration,
                Deployer fourEyesGuard,
                Deployer approvedCheck,
                Deployer tableCheck,
                Deployer modelCheck,
                ObjectProvider<Audit> audit,
                LoginCache logins,
                PasswordCheckLimiter passwordChecks,
                Pbkdf2PasswordEncryptor encryptor) {
            this.due = due;
            this.parseListeners = parseListeners;
            this.migration = migration;
            this.fourEyesGuard = fourEyesGuard;
            this.approvedCheck = approvedCheck;
            this.tableCheck = tableCheck;
            this.modelCheck = modelCheck;
            this.audit = audit;
            this.logins = logins;
            this.passwordChecks = passwordChecks;
            this.encryptor = encryptor;
        }

        @Override
        public void preInit(ProcessEngineConfigurationImpl engine) {
            engine.setCustomHistoryLevels(append(engine.getCustomHistoryLevels(), new PerennialHistoryLevel()));
            engine.setBusinessCalendarManager(calendars());
            engine.setCustomSessionFactories(append(
                    engine.getCustomSessionFactories(), DueDateJobManager.factory(due), UniqueOrder.factory(engine)));
            engine.setIdentityProviderSessionFactory(ExactMatchIdentityProvider.factory(logins));
            engine.setPasswordEncryptor(encryptor);
            engine.setFailedJobCommandFactory(new TransientFailures());
            engine.setCustomPreCommandInterceptorsTxRequired(append(
                    engine.getCustomPreCommandInterceptorsTxRequired(),
                    new RefusedExceptionUnwrapper(),
                    passwordChecks.interceptor(),
                    new QueryGuard(),
                    new MaxResultsInterceptor(engine)));
            engine.setCustomPreCommandInterceptorsTxRequiresNew(append(
                    engine.getCustomPreCommandInterceptorsTxRequiresNew(),
                    new RefusedExceptionUnwrapper(),
                    new QueryGuard()));
            engine.setEnableExceptionsAfterUnhandledBpmnError(true);
            engine.setCustomBatchJobHandlers(append(engine.getCustomBatchJobHandlers(), migration));
            engine.setCustomPreDeployers(
                    append(engine.getCustomPreDeployers(), fourEyesGuard, approvedCheck, tableCheck, modelCheck));
            engine.setCustomPostDeployers(
                    append(engine.getCustomPostDeployers(), (Deployer) new AuditedDeployments(audit)));
            engine.setHistoryEventHandler(new AuditedHistory(audit));
            List<BpmnParseListener> listeners = append(engine.getCustomPostBPMNParseListeners());
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
        private static <T> List<T> append(List<T> existing, T... more) {
            List<T> all = existing == null ? new ArrayList<>() : new ArrayList<>(existing);
            all.addAll(List.of(more));
            return all;
        }
    }
}
