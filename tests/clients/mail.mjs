// A mail server that is not ours: takes mails as it is told and prints each one, parsed, as a line of JSON. Serves until its standard input closes.
// mail.mjs '{"mode":"starttls|tls|plain","key":"PEM","cert":"PEM","user":"u","password":"p","refuse":451}'
import { SMTPServer } from 'smtp-server';
import { simpleParser } from 'mailparser';

const options = JSON.parse(process.argv[2]);
let refusals = options.refuse ? 1 : 0;
const server = new SMTPServer({
  secure: options.mode === 'tls',
  key: options.key,
  cert: options.cert,
  hideSTARTTLS: options.mode === 'plain',
  disabledCommands: options.user ? [] : ['AUTH'],
  authMethods: options.methods ?? ['PLAIN', 'LOGIN'],
  authOptional: !options.user,
  allowInsecureAuth: false, // a password in clear would fail the test
  logger: false,
  onAuth(auth, session, done) {
    if (auth.username === options.user && auth.password === options.password) return done(null, { user: auth.username });
    return done(new Error('wrong user or password'));
  },
  onData(stream, session, done) {
    simpleParser(stream).then((mail) => {
      if (refusals-- > 0) return done(Object.assign(new Error('come back later'), { responseCode: options.refuse }));
      console.log(JSON.stringify({
        secure: session.secure,
        user: session.user ?? null,
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map((r) => r.address),
        headerFrom: mail.from.text,
        headerTo: mail.to.text,
        subject: mail.subject,
        text: mail.text,
        messageId: mail.messageId,
        auto: mail.headers.get('auto-submitted'),
        defects: mail.date instanceof Date ? [] : ['date'],
      }));
      return done();
    }, done);
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => console.log(server.server.address().port));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
