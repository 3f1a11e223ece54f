// Sends a file and tells how far it is, which fetch cannot.
import { ApiError, session } from '/ui/shared/api.js';

function refusal(request) {
  try {
    const problem = JSON.parse(request.responseText);
    return new ApiError(request.status, problem.code, problem.detail, problem.errors ?? []);
  } catch {
    return new ApiError(request.status, `http_${request.status}`, '');
  }
}

/** Posts a file to a path of the API; `told` hears the share that has arrived. The answer is the JSON of the server. */
export function send(path, file, query, told) {
  const given = Object.entries(query).filter(([, value]) => value);
  const body = new FormData();
  body.append('file', file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1${path}${given.length ? `?${new URLSearchParams(given)}` : ''}`);
    request.setRequestHeader('Accept', 'application/json');
    request.upload.addEventListener('progress', (event) => event.lengthComputable && told(event.loaded / event.total));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText));
        return;
      }
      if (request.status === 401) {
        Object.assign(session, { state: 'out', you: null });
      }
      reject(refusal(request));
    });
    request.addEventListener('error', () => reject(new ApiError(0, 'unreachable', '')));
    request.send(body);
  });
}
