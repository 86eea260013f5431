/** Users of the engine: login, password hashing, single sign-on, Tasklist filters and authorisations. */
package io.perennial.platform.engine.identity;
