/** Users, groups, authorisation, rate limits and request size limits. */
package io.perennial.platform.security;
