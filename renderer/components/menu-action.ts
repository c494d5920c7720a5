import type { Component } from 'vue';

export interface MenuAction {
  readonly label: string;
  readonly run: () => void;
  readonly icon?: Component;
  readonly disabled?: boolean;
}
