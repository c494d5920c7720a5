/** The about panel, and the window of the third-party notices. */

import { app, BrowserWindow } from 'electron';
import { appVersion } from '../version.ts';
import { appOrigin, webPreferences } from './policies.ts';

export function setAbout(): void {
  const { electron, chrome, node } = process.versions;
  app.setAboutPanelOptions({
    applicationName: 'Fisher Lab',
    applicationVersion: appVersion,
    version: `Electron ${electron}, Chromium ${chrome}, Node ${node}`,
    copyright: 'The Fisher Lab authors. MIT licence.',
    credits: `Electron ${electron}, Chromium ${chrome}, Node ${node}. The packages it is made of and their licences: Help, Third-party notices.`,
  });
}

export function showNotices(parent: BrowserWindow): void {
  const window = new BrowserWindow({
    parent,
    width: 800,
    height: 700,
    title: 'Third-party notices',
    webPreferences: webPreferences(null),
  });
  window.removeMenu();
  void window.loadURL(`${appOrigin}/third-party-notices.txt`);
}
