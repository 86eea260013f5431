/** Users, groups and the rules of the HTTP doors: who may knock where, how often, and with how large a parcel. */
package io.perennial.security;
