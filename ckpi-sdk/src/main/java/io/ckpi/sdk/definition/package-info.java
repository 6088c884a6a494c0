/** What a host may set in the definitions of the indicators. */
package io.ckpi.sdk.definition;
