/** Every path of every process, walked without Spring: delegates and tables are stand-ins, jobs and timers are fired by hand. */
package io.perennial.journeys;
