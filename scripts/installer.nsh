; Windows: the app among the programs of "Open with" for data files, without becoming their default.
!macro openWith EXTENSION
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\SupportedTypes" ".${EXTENSION}" ""
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\shell\open\command" "" '"$appExe" "%1"'
  !insertmacro openWith csv
  !insertmacro openWith tsv
  !insertmacro openWith libsvm
  !insertmacro openWith svm
  !insertmacro openWith json
  !insertmacro openWith jsonl
  !insertmacro openWith ndjson
  !insertmacro openWith arff
  !insertmacro openWith parquet
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}"
!macroend
