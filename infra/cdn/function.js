// Runs at the CDN before every request: gives each page one address.
//
// It does what the local server does with the same path (generator/preview):
// a page ends in a slash, the main language has no prefix, an address that was
// given up leads to the one of today, everything else keeps its name, and what
// cannot be an address of the site does not exist. A redirect goes to the site's
// own name and to a path of plain characters, so it leads nowhere else.
//
// CloudFront Functions, JavaScript runtime 2.0. CloudFormation fills in the name
// and the moves; template.yaml holds a copy of this file that a test keeps equal.

const name = '${DomainName}';

// Addresses that files can have: lower case, no empty or hidden folder.
const plain = /^(\/\.well-known)?(\/[a-z0-9_-][a-z0-9._-]*)*\/?$/;

// What the functions answer: neither renamed nor redirected within the site.
const dynamic = /^\/api\/|\/(vraag-stellen|profiel-aanmelden|advies-aanvragen|contact-opnemen|volgen|verwijzing|antwoorden|mijn-profiel)\//;

// A page is an index.html, so nothing is ever stored under a name like this.
const missing = '/niet-gevonden';

// The languages of content/site.yaml, the main one first; a test keeps it equal.
// site: begin
const languages = ['nl', 'en', 'de'];
// site: end

// The addresses that were given up, as infra/deploy passes them: old:new|old:new|
const moved = Object.create(null);
'${Moves}'.split('|').forEach(function (pair) {
  const both = pair.split(':');
  if (both.length === 2) {
    moved[both[0]] = both[1];
  }
});

// Written from internal/headers; a test keeps it equal.
const headers = {
  // headers: begin
  'content-security-policy': { value: 'default-src \'none\'; script-src \'self\'; style-src \'self\'; img-src \'self\'; font-src \'self\'; connect-src \'self\'; manifest-src \'self\'; form-action \'self\'; frame-ancestors \'none\'; base-uri \'none\'; object-src \'none\'' },
  'strict-transport-security': { value: 'max-age=31536000; includeSubDomains' },
  'x-content-type-options': { value: 'nosniff' },
  'x-frame-options': { value: 'DENY' },
  'referrer-policy': { value: 'same-origin' },
  'permissions-policy': { value: 'accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), keyboard-map=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), sync-xhr=(), usb=(), window-management=(), xr-spatial-tracking=()' },
  'cross-origin-opener-policy': { value: 'same-origin' },
  'cross-origin-resource-policy': { value: 'same-origin' },
  'cache-control': { value: 'no-store' },
  // headers: end
};

// simple keeps of a query what links of the site have in it, such as
// ?regeling=wbso, which fills in a form.
function simple(query) {
  let kept = '';
  for (const key in query) {
    if (/^[a-z]{1,20}$/.test(key) && /^[a-z0-9-]{1,80}$/.test(query[key].value)) {
      kept += (kept ? '&' : '?') + key + '=' + query[key].value;
    }
  }
  return kept;
}

function redirect(path, query) {
  const all = { location: { value: 'https://' + name + path + simple(query) } };
  for (const key in headers) {
    all[key] = headers[key];
  }
  return { statusCode: 308, statusDescription: 'Permanent Redirect', headers: all };
}

// today gives the address of today, which is mostly the same.
function today(uri) {
  const parts = uri.split('/');
  if (parts[1] === languages[0]) {
    return '/' + parts.slice(2).join('/');
  }
  const prefix = languages.indexOf(parts[1]) > 0 ? '/' + parts[1] : '';
  const from = uri.slice(prefix.length);
  return moved[from] ? prefix + moved[from] : uri;
}

function handler(event) {
  const request = event.request;
  const uri = request.uri;
  if (request.headers.host.value.toLowerCase() !== name) {
    return redirect(plain.test(uri) ? uri : '/', request.querystring);
  }
  if (plain.test(uri) && today(uri) !== uri) {
    return redirect(today(uri), request.querystring);
  }
  if (dynamic.test(uri)) {
    return request;
  }
  if (!plain.test(uri)) {
    request.uri = missing;
    return request;
  }
  if (uri.endsWith('/index.html')) {
    return redirect(uri.slice(0, -'index.html'.length), request.querystring);
  }
  if (uri.endsWith('/')) {
    request.uri = uri + 'index.html';
    return request;
  }
  if (uri.lastIndexOf('.') < uri.lastIndexOf('/')) {
    return redirect(uri + '/', request.querystring);
  }
  return request;
}
