/** The double's session: it keeps the handlers that the app sets, for tests to ask them. */

import { EventEmitter } from 'node:events';

type PermissionDetails = { requestingUrl: string };

class Session extends EventEmitter {
  permissionRequest: (
    contents: unknown,
    permission: string,
    answer: (granted: boolean) => void,
    details: PermissionDetails,
  ) => void = (_contents, _permission, answer) => {
    answer(true);
  };
  permissionCheck: (contents: unknown, permission: string, origin: string) => boolean = () => true;
  devicePermission: (details: unknown) => boolean = () => true;
  beforeRequest: (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void = (
    _details,
    answer,
  ) => {
    answer({});
  };
  readonly webRequest = {
    onBeforeRequest: (listener: Session['beforeRequest']) => {
      this.beforeRequest = listener;
    },
  };
  setPermissionRequestHandler(handler: Session['permissionRequest']): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: Session['permissionCheck']): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Session['devicePermission']): void {
    this.devicePermission = handler;
  }
}
export const session = { defaultSession: new Session() };
