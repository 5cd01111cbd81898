import { createHmac } from 'node:crypto'

/** Names of fields that hold a credential. */
export const CREDENTIAL_NAMES =
  'password passwd pwd pass passphrase passcode secret client_secret clientSecret api_key apiKey apikey x-api-key api-token access_token accessToken refresh_token id_token token auth_token authToken _authToken session_token sessionToken session_id sessionid sid authorization Authorization cookie Cookie set-cookie private_key privateKey secret_key aws_secret_access_key connection_string connectionString webhook_url csrf_token xsrf otp mfa_code pin credential credentials bearer jwt signature sas_token shared_key signing_key encryption_key master_key service_key subscription_key Ocp-Apim-Subscription-Key account_key admin_password db_password userPassword new_password password_hash secrets tokens api_keys key auth login_token device_token push_token bot_token github_token hf_token x-auth-token x-amz-security-token x-goog-api-key proxy-authorization recovery_code seed_phrase mnemonic ssn credit_card client_key consumer_secret app_secret appsecret deploy_key license_key access_key accessKey secretAccessKey security_token'.split(
    ' ',
  )

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A value as a generator draws it, the same for the same name and form. */
export function drawnValue(name: string, form: string, length = 32): string {
  const bytes = createHmac('sha512', 'drawn').update(`${name}|${form}`).digest()
  return Array.from(bytes.subarray(0, length), (byte) => ALPHABET[byte % 62]).join('')
}

type Pairs = ReadonlyArray<readonly [name: string, value: string]>

const lines = (pairs: Pairs, line: (name: string, value: string) => string, between = '\n') =>
  pairs.map(([name, value]) => line(name, value)).join(between)

const variable = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/-/g, '_')
    .toUpperCase()

/** The ways in which fields and their values are written. */
export const FORMS: Record<string, (pairs: Pairs) => unknown> = {
  object: (pairs) => Object.fromEntries(pairs),
  nested: (pairs) => Object.fromEntries(pairs.map(([name, value]) => [name, { value }])),
  array: (pairs) => Object.fromEntries(pairs.map(([name, value]) => [name, [value]])),
  nameValue: (pairs) => pairs.map(([name, value]) => ({ name, value })),
  keyValue: (pairs) => pairs.map(([key, value]) => ({ value, key })),
  map: (pairs) => new Map(pairs),
  pairs: (pairs) => pairs,
  jsonText: (pairs) => JSON.stringify(Object.fromEntries(pairs)),
  jsonTwice: (pairs) => JSON.stringify(JSON.stringify(Object.fromEntries(pairs))),
  prettyJson: (pairs) => JSON.stringify(Object.fromEntries(pairs), null, 2),
  nestedJson: (pairs) =>
    JSON.stringify(Object.fromEntries(pairs.map(([name, value]) => [name, { value }]))),
  nameValueJson: (pairs) => JSON.stringify(pairs.map(([name, value]) => ({ name, value }))),
  htmlJson: (pairs) => lines(pairs, (name, value) => `{&quot;${name}&quot;:&quot;${value}&quot;}`),
  encodedJson: (pairs) => encodeURIComponent(JSON.stringify(Object.fromEntries(pairs))),
  form: (pairs) => lines(pairs, (name, value) => `${name}=${value}`, '&'),
  variables: (pairs) => `A=1\n${lines(pairs, (name, value) => `${variable(name)}=${value}`)}`,
  exports: (pairs) => lines(pairs, (name, value) => `export ${variable(name)}="${value}"`),
  yaml: (pairs) => `a:\n${lines(pairs, (name, value) => `  ${name}: ${value}`)}`,
  toml: (pairs) => lines(pairs, (name, value) => `${name} = "${value}"`),
  headers: (pairs) => `GET / HTTP/1.1\r\n${lines(pairs, (n, value) => `${n}: ${value}`, '\r\n')}`,
  python: (pairs) => `{${lines(pairs, (name, value) => `'${name}': '${value}'`, ', ')}}`,
  pythonBytes: (pairs) => `{${lines(pairs, (name, value) => `'${name}': b'${value}'`, ', ')}}`,
  keywords: (pairs) => lines(pairs, (name, value) => `connect(${name}="${value}")`),
  options: (pairs) => `acme ${lines(pairs, (name, value) => `--${name} ${value}`, ' ')}`,
  assigned: (pairs) => `acme ${lines(pairs, (name, value) => `--${name}=${value}`, ' ')}`,
  xml: (pairs) => lines(pairs, (name, value) => `<${name}>${value}</${name}>`),
  attributes: (pairs) => lines(pairs, (name, value) => `<add name="${name}" value="${value}"/>`),
  javaScript: (pairs) => lines(pairs, (name, value) => `const c = { ${name}: '${value}' }`),
}
