import type { JsonValue } from '../../../src/core/json.ts'
import { drawnValue } from './credential-forms.ts'

/** A secret in a place of daily life: what carries it, and the secret, which nothing of may be left. */
export interface PlacedSecret {
  name: string
  carrier: JsonValue
  secrets: string[]
}

const DASHES = '-'.repeat(5)
const base64 = (text: string) => Buffer.from(text).toString('base64')
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const drawn = (name: string, length = 32) => drawnValue(name, 'placed', length)
const hex = (name: string, length: number) =>
  Buffer.from(drawn(name, 60)).toString('hex').slice(0, length)

const placed: PlacedSecret[] = []
/** Adds a secret that is drawn for the place. */
function place(name: string, carry: (secret: string) => JsonValue, secret = drawn(name)): void {
  placed.push({ name, carrier: carry(secret), secrets: [secret] })
}

const PHRASE = 'correct-horse-42-battery'
const KEY_LINES = Array.from({ length: 6 }, (_, at) => base64(drawn(`pem ${at}`, 48)))
const pem = (kind: string, end: string) =>
  [`${DASHES}BEGIN ${kind}${DASHES}`, ...KEY_LINES, `${DASHES}END ${kind}${DASHES}`, ''].join(end)
function placeKey(name: string, carry: (end: string) => JsonValue, end = '\n'): void {
  placed.push({ name, carrier: carry(end), secrets: KEY_LINES })
}

// YAML.
place('yaml anchor', (key) => `defaults: &db\n  password: &pw ${key}\nprod:\n  <<: *db\n`)
place('yaml anchor, quoted', (key) => `a:\n  api_key: &key "${key}"\n  other: *key\n`)
place('yaml tag', (key) => `db:\n  password: !!str ${key}\n  port: 5432\n`)
place('yaml folded', (key) => `secrets:\n  api_key: >-\n    ${key}\n  region: eu\n`)
place('yaml block', (key) => `secrets:\n  client_secret: |\n    ${key}\nname: a\n`)
place('yaml list', (key) => `api_keys:\n  - ${key}\n  - other\n`)
place(
  'yaml list, second',
  (key) => `api_keys:\n  - ${drawn('first of list')}\n  - ${key}\nname: a\n`,
)
place(
  'list in JSON, second',
  (key) => `{"api_keys": ["${drawn('first of list')}", "${key}"], "n": 1}`,
)
place('list in JSON of several lines, third', (key) =>
  JSON.stringify({ tokens: ['a', drawn('first of list'), key] }, null, 2),
)
place('yaml flow', (key) => `db: {host: db.test, password: ${key}, port: 5432}\n`)
place('yaml, commented', (key) => `# password: ${key}\nport: 1\n`)
place('yaml, followed by a comment', (key) => `password: ${key} # rotate in May\n`)
place('kubernetes secret', (key) => `kind: Secret\ndata:\n  password: ${base64(key)}\n`)
place('kubernetes stringData', (key) => `kind: Secret\nstringData:\n  db-password: ${key}\n`)
place('container environment', (key) => `env:\n  - name: DB_PASSWORD\n    value: ${key}\n`)
place('container environment, quoted', (key) => `- name: API_KEY\n  value: "${key}"\n`)
place('compose', (key) => `environment:\n  - POSTGRES_PASSWORD=${key}\n  - A=1\n`)
place('helm', (key) => `helm upgrade a --set auth.password=${key},replicas=2`)
place('ansible', (key) => `ansible_become_password: ${key}\nansible_user: ann\n`)

// Keys.
placeKey('PEM with CRLF', (end) => `cert:\r\n${pem('RSA PRIVATE KEY', end)}`, '\r\n')
placeKey(
  'PEM in JSON with CRLF',
  (end) => JSON.stringify({ key: pem('EC PRIVATE KEY', end) }),
  '\r\n',
)
placeKey('PEM indented', () => `key: |\n  ${pem('PRIVATE KEY', '\n  ')}\n`)
placeKey('PEM with carriage returns alone', (end) => pem('PRIVATE KEY', end), '\r')
placeKey('PEM with <br>', (end) => `<p>${pem('PRIVATE KEY', end)}</p>`, '<br>')
placeKey('PEM of OpenSSH in a variable', (end) => `SSH_KEY="${pem('OPENSSH PRIVATE KEY', end)}"`)
placeKey('PEM with escaped breaks', (end) => `KEY="${pem('PRIVATE KEY', end)}"`, '\\n')
placeKey(
  'PEM with breaks escaped twice',
  (end) => `{"a":"{\\"key\\":\\"${pem('PRIVATE KEY', end)}\\"}"}`,
  '\\\\n',
)
placeKey('PEM in form', (end) =>
  new URLSearchParams({ key: pem('PRIVATE KEY', end) })
    .toString()
    .replaceAll('%2B', '+')
    .replaceAll('%2F', '/')
    .replaceAll('%3D', '='),
)
placeKey('PGP block', (end) => pem('PGP PRIVATE KEY BLOCK', end))
placeKey(
  'PEM encrypted',
  (end) =>
    `${DASHES}BEGIN RSA PRIVATE KEY${DASHES}${end}Proc-Type: 4,ENCRYPTED${end}DEK-Info: AES-128-CBC,3F17F5316E2BAC89${end}${end}${KEY_LINES.join(end)}${end}${DASHES}END RSA PRIVATE KEY${DASHES}`,
)
placed.push({
  name: 'PuTTY key',
  carrier: `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 2\nAAAAC3NzaC1lZDI1NTE5\nAAAAIJ0=\nPrivate-Lines: 1\n${KEY_LINES[0]}\nPrivate-MAC: ${hex('mac', 64)}\n`,
  secrets: [KEY_LINES[0]!],
})
place(
  'WireGuard',
  (key) => `[Interface]\nPrivateKey = ${key}\nAddress = 10.0.0.2/32\n`,
  base64(drawn('wg', 32)),
)
place(
  'JWK',
  (key) => ({
    kty: 'EC',
    crv: 'P-256',
    x: 'WKn-ZIGevcwGIyyrzFoZNBdaq9_TsqzGl96oc0CWuis',
    y: 'y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbE',
    d: key,
  }),
  `${drawn('jwk', 41)}-_`,
)
place(
  'JWK in a text',
  (key) => JSON.stringify({ kty: 'oct', alg: 'HS256', k: key }),
  `${drawn('jwk oct', 41)}-_`,
)

// Connection strings.
place(
  'percent-encoded password',
  () => `postgres://ann:${encodeURIComponent('p@ss/w0rd#1!')}@db.test:5432/orders`,
  encodeURIComponent('p@ss/w0rd#1!'),
)
place('password with a colon', (key) => `mysql://ann:${key}:x1@db.test/orders`)
place('amqp', (key) => `amqps://ann:${key}@mq.test/%2Fvhost`)
place('redis without a user', (key) => `rediss://:${key}@cache.test:6380/0`)
place('jdbc', (key) => `jdbc:postgresql://db.test/orders?user=ann&password=${key}&ssl=true`)
place(
  'jdbc sqlserver',
  (key) => `jdbc:sqlserver://db.test:1433;database=a;user=ann;password=${key};encrypt=true`,
)
place('ADO.NET', (key) => `Server=db.test;Database=a;User Id=ann;Password=${key};Encrypt=True`)
place('ADO.NET, short name', (key) => `Server=db.test;Uid=ann;Pwd=${key};`)
place('libpq', (key) => `host=db.test port=5432 user=ann password=${key} sslmode=require`)
place('libpq, quoted', (key) => `host=db.test password='${key}' dbname=a`)
place(
  'MongoDB with options',
  (key) => `mongodb://ann:${key}@a.test:27017,b.test:27017/?replicaSet=rs0`,
)
place(
  'Azure Service Bus',
  (key) =>
    `Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${key}=`,
  drawn('sb', 43),
)
place(
  'Azure SAS',
  (key) =>
    `https://a.blob.core.windows.net/c?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2026-12-01T00:00:00Z&st=2026-11-30T00:00:00Z&spr=https&sig=${encodeURIComponent(key)}`,
  `${drawn('sas', 40)}+/A=`,
)
placed.at(-1)!.secrets = [drawn('sas', 40)]
place(
  'Azure SAS as a field',
  (key) => ({ sasToken: `sv=2022-11-02&sr=c&sig=${key}%3D&se=2026-12-01` }),
  drawn('sas field', 43),
)
place(
  'AWS presigned',
  (key) =>
    `https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7TESTKEY%2F20261130%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=${key}`,
  hex('aws', 64),
)
place(
  'Google presigned',
  (key) =>
    `https://storage.googleapis.com/b/k?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=${key}`,
  hex('goog', 64),
)
place(
  'CloudFront',
  (key) => `https://d.cloudfront.net/a?Policy=eyJ&Signature=${key}__&Key-Pair-Id=APKAI`,
  drawn('cf', 60),
)
place('Sentry DSN', (key) => `SENTRY_DSN=https://${key}@o1.ingest.sentry.io/2`, hex('dsn', 32))
place('git remote', (key) => `origin\thttps://ann:${key}@git.test/a/b.git (fetch)`)
place(
  'git remote, token alone',
  (key) => `git clone https://${key}@github.com/acme/app.git`,
  `ghp_${drawn('clone', 36)}`,
)

// Files of tools.
place('npmrc', (key) => `registry=https://npm.test/\n//npm.test/:_authToken=${key}\n`)
place('npmrc, base64', (key) => `//npm.test/:_auth=${base64(`ann:${key}`)}\nalways-auth=true\n`)
placed.at(-1)!.secrets = [drawn('npmrc, base64'), base64(`ann:${drawn('npmrc, base64')}`)]
place(
  'npmrc, password',
  (key) => `//npm.test/:username=ann\n//npm.test/:_password=${base64(key)}\n`,
)
placed.at(-1)!.secrets = [base64(drawn('npmrc, password'))]
place('yarnrc', (key) => `npmRegistries:\n  "https://npm.test":\n    npmAuthToken: "${key}"\n`)
place('netrc', (key) => `machine api.test\n  login ann\n  password ${key}\n`)
place('netrc in a line', (key) => `machine api.test login ann password ${key}`)
place('pgpass', (key) => `db.test:5432:orders:ann:${key}`, PHRASE)
place('pypirc', (key) => `[pypi]\nusername = __token__\npassword = ${key}\n`)
place('pip', (key) => `[global]\nindex-url = https://ann:${key}@pypi.test/simple\n`)
place('docker config', (key) =>
  JSON.stringify({ auths: { 'r.test': { auth: base64(`ann:${key}`) } } }),
)
placed.at(-1)!.secrets = [base64(`ann:${drawn('docker config')}`), drawn('docker config')]
place(
  'docker config as a value',
  (key) => ({ auths: { 'r.test': { auth: base64(`ann:${key}`) } } }),
  PHRASE,
)
placed.at(-1)!.secrets = [base64(`ann:${PHRASE}`), PHRASE]
place('docker identity token', (key) => ({ auths: { 'r.test': { identitytoken: key } } }))
place('kubeconfig token', (key) => `users:\n- name: ann\n  user:\n    token: ${key}\n`)
placed.push({
  name: 'kubeconfig key',
  carrier: `users:\n- name: ann\n  user:\n    client-certificate-data: ${base64('cert')}\n    client-key-data: ${base64(pem('RSA PRIVATE KEY', '\n'))}\n`,
  secrets: [base64(pem('RSA PRIVATE KEY', '\n')).slice(60, 160), KEY_LINES[1]!],
})
placeKey('GCP service account', (end) => ({
  type: 'service_account',
  project_id: 'acme',
  private_key_id: hex('gcp', 40),
  private_key: pem('PRIVATE KEY', end),
  client_email: 'a@acme.iam.gserviceaccount.com',
}))
placeKey('GCP service account in a text', (end) =>
  JSON.stringify({ type: 'service_account', private_key: pem('PRIVATE KEY', end) }),
)
place(
  'GCP refresh token',
  (key) => ({
    client_id: 'x.apps.googleusercontent.com',
    refresh_token: `1//0${key}`,
    type: 'authorized_user',
  }),
  drawn('gcp refresh', 60),
)
place(
  'AWS credentials',
  (key) => `[default]\naws_access_key_id = AKIAIOSFODNN7TESTKEY\naws_secret_access_key = ${key}\n`,
  drawn('aws file', 40),
)
place(
  'AWS credentials, exported',
  (key) => `export AWS_SECRET_ACCESS_KEY=${key}`,
  drawn('aws export', 40),
)
place(
  'AWS CLI',
  (key) =>
    JSON.stringify({
      Credentials: {
        AccessKeyId: 'ASIAIOSFODNN7TESTKEY',
        SecretAccessKey: key,
        SessionToken: `${key}token`,
      },
    }),
  drawn('aws cli', 40),
)
place('terraform', (key) => `variable "x" {}\nprovider "a" {\n  api_token = "${key}"\n}\n`)
place('terraform state', (key) => ({ attributes: { master_password: key, engine: 'postgres' } }))
place('gradle', (key) => `signing.password=${key}\nsigning.keyId=24875D73\n`)
place('spring', (key) => `spring.datasource.password=${key}\nserver.port=8080\n`)
place(
  'Maven settings',
  (key) => `<server><id>a</id><username>ann</username><password>${key}</password></server>`,
)
place('rclone', (key) => `[a]\ntype = s3\nsecret_access_key = ${key}\n`)
place('composer', (key) => ({ 'http-basic': { 'r.test': { username: 'ann', password: key } } }))
place('htpasswd', (key) => `ann:${key}`, `$apr1$ZjTqBB3f$${drawn('apr', 22)}`)
place(
  'crypt',
  (key) => `ann:${key}:19000:0:99999:7:::`,
  `$6$rounds=5000$usesomesillystri$${drawn('crypt', 60)}`,
)
place('bcrypt', (key) => ({ passwordHash: key }), `$2b$12$${drawn('bcrypt', 53)}`)

// Variables.
place('variable of several lines', (key) => `A=1\nSERVICE_TOKEN="\n${key}\n"\nB=2\n`)
place('variable with backslashes', (key) => `docker run \\\n  -e API_TOKEN=${key} \\\n  a:latest`)
place('variable of PowerShell', (key) => `$env:API_KEY = "${key}"`)
place('variable of cmd', (key) => `set API_KEY=${key}\r\n`)
place('variable of fish', (key) => `set -gx API_KEY ${key}`)
place('variable of a Dockerfile', (key) => `ENV API_KEY ${key}\nRUN a\n`)
place('output of env', (key) => `PATH=/bin\nGITHUB_TOKEN=${key}\nHOME=/root\n`)

// Python, command lines, XML, cookies.
place('repr of a dict', (key) => `{'user': 'ann', 'password': '${key}', 'n': 1}`)
place('repr of a dataclass', (key) => `Settings(user='ann', api_key='${key}', debug=False)`)
place('repr of pydantic', (key) => `user='ann' api_key='${key}' n=1`)
place('repr in a traceback', (key) => `  client = Client(api_key="${key}")\nTypeError: x`)
place('repr of bytes', (key) => `{'secret_key': b'${key}'}`)
place('repr of a tuple', (key) => `[('Authorization', 'Bearer ${key}'), ('A', '1')]`)
place('f-string', (key) => `headers = {"Authorization": f"Bearer ${key}"}`)
place('flag with quotes', (key) => `acme --api-key "${key}" --verbose`)
place('flag with single quotes', (key) => `acme --password='${key}' run`)
place('flag in a list', (key) => ['acme', '--token', key, '--verbose'])
place('flag in a list as text', (key) => JSON.stringify(['acme', '--api-key', key]))
place('flag with a value in it', (key) => ['acme', `--api-key=${key}`])
place('curl user', (key) => `curl -u ann:${key} https://api.test/`)
place('curl user, long', (key) => `curl --user 'ann:${key}' https://api.test/`)
place('curl header', (key) => `curl -H 'X-Api-Key: ${key}' https://api.test/`)
place(
  'curl header, authorization',
  (key) => `curl -H "Authorization: token ${key}" https://api.test/`,
)
place('mysql password', (key) => `mysql -u ann -p${key} orders`, `${drawn('mysql', 16)}9x`)
place('sshpass', (key) => `sshpass -p '${key}' ssh ann@host.test`)
place('XML attribute', (key) => `<connection user="ann" password="${key}" />`)
place('XML attribute, single quotes', (key) => `<api key='a' apiKey='${key}'/>`)
place('XML attribute of .NET', (key) => `<add key="ApiKey" value="${key}" />`)
place('XML with a namespace', (key) => `<wsse:Password Type="PasswordText">${key}</wsse:Password>`)
place('XML with CDATA', (key) => `<password><![CDATA[${key}]]></password>`)
place('plist', (key) => `<key>APIKey</key>\n<string>${key}</string>`)
place('cookie', (key) => `Set-Cookie: session=${key}; Path=/; HttpOnly; Secure; SameSite=Lax`)
place('cookie of a request', (key) => `Cookie: theme=dark; sessionid=${key}; lang=en`)
place('cookie, signed', (key) => `connect.sid=s%3A${key}.${key}; Path=/`)
place('cookie jar', (key) => `api.test\tFALSE\t/\tTRUE\t1900000000\tsessionid\t${key}`)
place('cookie as a value', (key) => ({ 'set-cookie': [`sid=${key}; Path=/; HttpOnly`] }))

// Tokens.
place(
  'JWE',
  (key) =>
    `token=${base64url({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.${key}${key}.${key.slice(0, 16)}.${key}${key}.${key.slice(0, 22)}`,
)
place(
  'JWE, direct',
  (key) =>
    `${base64url({ alg: 'dir', enc: 'A128GCM' })}..${key.slice(0, 16)}.${key}${key}.${key.slice(0, 22)}`,
)
place('PASETO', (key) => `v4.local.${key}${key}`)
place('Basic in a header', (key) => `Proxy-Authorization: Basic ${base64(`ann:${key}`)}`)
placed.at(-1)!.secrets = [base64(`ann:${drawn('Basic in a header')}`)]
place(
  'AWS authorization',
  (key) =>
    `Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7TESTKEY/20261130/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=${key}`,
  hex('sigv4', 64),
)
place(
  'digest authorization',
  (key) => `Authorization: Digest username="ann", realm="a", nonce="n", response="${key}"`,
  hex('digest', 32),
)
place('OAuth 1', (key) => `OAuth oauth_consumer_key="a", oauth_token="${key}", oauth_signature="b"`)
place('OAuth code', (key) => `https://app.test/callback?code=${key}&state=a`)
place(
  'OAuth answer in a fragment',
  (key) => `https://app.test/#access_token=${key}&token_type=bearer`,
)
place('magic link', (key) => `Open https://app.test/login?token=${key} to sign in`)
place('JSON with a null before it', (key) => `{"password":null,"new_password":"${key}"}`)
place('JSON with escapes in it', (key) => `{"password":"a\\"${key}\\u0026"}`)
place('JSON5', (key) => `{ apiKey: '${key}', // mine\n}`)
place('GraphQL', (key) => `mutation { login(email: "a@b.c", password: "${key}") { id } }`)
place('GraphQL variables', (key) => ({
  query: 'mutation($p: String!) { a }',
  variables: { password: key },
}))
place('SQL', (key) => `CREATE USER ann WITH PASSWORD '${key}';`)
place('SQL, identified', (key) => `CREATE USER 'ann'@'%' IDENTIFIED BY '${key}';`)
place('Markdown table', (key) => `| name | value |\n| --- | --- |\n| API_KEY | ${key} |\n`)
place('Markdown code', (key) => `Set \`API_KEY=${key}\` first.`)
place('prose', (key) => `The password is ${key}, keep it.`)
place('prose with quotes', (key) => `Use "${key}" as the API key.`, `sk-proj-${drawn('prose', 40)}`)
place(
  'multipart',
  (key) => `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${key}\r\n--x--\r\n`,
)
place('log line', (key) => `2026-11-30T08:00:00Z INFO login user=ann token=${key} ip=10.0.0.1`)
place(
  'log line of JSON',
  (key) => `{"level":30,"req":{"headers":{"authorization":"Bearer ${key}"}}}`,
)
place(
  'name of a tool',
  (key) => ({ tools: [{ type: 'function', function: { name: `call_${key}` } }] }),
  `sk-proj-${drawn('tool', 40)}`,
)
place('name of a field', (key) => ({ [`uses ${key}`]: true }), `sk-proj-${drawn('field', 40)}`)
place('name of a test', (key) => `✓ works with ${key} (3 ms)`, `ghp_${drawn('test', 36)}`)

// Code, tags, commands and sentences.
place('swift variable', (key) => `let apiKey: String = "${key}"`)
place('typescript variable', (key) => `const apiKey: string | undefined = '${key}'`)
place('python variable', (key) => `api_key: str = "${key}"`)
place('rust variable', (key) => `let api_key: &str = "${key}";`)
place('kotlin variable', (key) => `private val password: String? = "${key}"`)
place('meta tag', (key) => `<meta name="csrf-token" content="${key}">`)
place('wordpress', (key) => `define('AUTH_KEY', '${key}');`)
place('rails', (key) => `production:\n  secret_key_base: ${key}\n`, hex('rails', 128))
place('laravel', (key) => `APP_ENV=local\nAPP_KEY=base64:${key}\n`, base64(drawn('laravel')))
place('docker login', (key) => `docker login -u ann -p ${key} registry.test`)
place('podman login', (key) => `podman login quay.io -u ann -p '${key}'`)
place('zapier', (key) => `https://hooks.zapier.com/hooks/catch/1234567/${key}/`, hex('zapier', 16))
place('german', (key) => `Benutzer: ann, Passwort: ${key}`)
place('phrase', (key) => `the api key is: ${key}, use it well`)
place('phrase with an arrow', (key) => `access token -> ${key}`)
place('hash in a link', (key) => `https://a.test/verify?token_hash=${key}&type=magic`)
place('okta', (key) => `curl -H 'Authorization: SSWS 00${key}' https://a.test`)

export const PLACED_SECRETS: readonly PlacedSecret[] = placed
