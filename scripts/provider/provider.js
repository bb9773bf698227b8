// An OpenID Connect provider for tests, on loopback, with everything in memory. Prints its address, reads the address of the
// product from its input, and serves. Whoever signs in as twist-NAME is given a token with that one thing wrong, signed rightly,
// so that the product and not the signature has to notice.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { generateKeyPairSync, sign } from 'node:crypto';
import Provider from 'oidc-provider';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' };

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const read = (text) => JSON.parse(Buffer.from(text, 'base64url').toString());

const twists = {
  'twist-nonce': (claims) => ({ ...claims, nonce: 'another' }),
  'twist-expired': (claims) => ({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 }),
  'twist-audience': (claims) => ({ ...claims, aud: 'another' }),
  'twist-issuer': (claims) => ({ ...claims, iss: 'https://another.example' }),
};

function twisted(token) {
  const [head, body, signature] = token.split('.');
  const claims = read(body);
  if (claims.sub === 'twist-signature') {
    return [head, part({ ...claims, sub: 'somebody' }), signature].join('.');
  }
  const twist = twists[claims.sub];
  if (!twist) return token;
  const signed = `${head}.${part(twist(claims))}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(issuer);
  createInterface({ input: process.stdin }).once('line', (product) => {
    const provider = new Provider(issuer, {
      jwks: { keys: [key] },
      cookies: { keys: ['only-for-tests'] },
      clients: [{
        client_id: 'lianchuang',
        client_secret: 'a-secret-of-the-tests+&',
        redirect_uris: [`${product.trim()}/sign-in/elsewhere/back`],
      }],
      pkce: { required: () => true },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, email: `${id}@office.example`, email_verified: true }),
      }),
    });
    provider.use(async (context, next) => {
      await next();
      if (context.oidc?.route === 'token' && context.body?.id_token) {
        context.body.id_token = twisted(context.body.id_token);
      }
    });
    server.on('request', provider.callback());
    console.log('ready');
  }).once('close', () => process.exit(0));
});
