/** Migrations that cannot be written as one script for all databases; the scripts lie in the resource folder of the same name. */
package db.migration;
