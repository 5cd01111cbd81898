/** A variable by which a program learns which certificate authorities to trust. */
interface CaVariable {
  variable: string
  /** `adds` to those that the program trusts anyway, or `replaces` them. */
  effect: 'adds' | 'replaces'
  /** Where the program, or the library, documents it. */
  source: string
}

/** The variables that name a file of certificate authorities, of programs in any language. */
export const CA_VARIABLES: readonly CaVariable[] = [
  {
    variable: 'NODE_EXTRA_CA_CERTS',
    effect: 'adds',
    source: 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile',
  },
  {
    // OpenSSL, and what is built on it: Python's `ssl`, Ruby, PHP; Go and Rust on Linux read it too.
    variable: 'SSL_CERT_FILE',
    effect: 'replaces',
    source: 'https://docs.openssl.org/master/man7/openssl-env/',
  },
  {
    variable: 'REQUESTS_CA_BUNDLE',
    effect: 'replaces',
    source: 'https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification',
  },
  {
    variable: 'CURL_CA_BUNDLE',
    effect: 'replaces',
    source: 'https://curl.se/docs/sslcerts.html',
  },
  {
    variable: 'AWS_CA_BUNDLE',
    effect: 'replaces',
    source: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html',
  },
  {
    variable: 'GIT_SSL_CAINFO',
    effect: 'replaces',
    source: 'https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslCAInfo',
  },
  {
    variable: 'DENO_CERT',
    effect: 'adds',
    source: 'https://docs.deno.com/runtime/reference/env_variables/',
  },
]
