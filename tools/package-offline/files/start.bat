@echo off
rem Starts the course on this machine. Options: --classroom, --port 8080
setlocal
if not exist "%~dp0server\offline.mjs" goto packed
node -e "process.exit(parseInt(process.versions.node, 10) >= 20 ? 0 : 1)" >nul 2>nul
if errorlevel 1 goto nonode
node "%~dp0server\offline.mjs" %*
if errorlevel 1 pause
exit /b

:nonode
chcp 65001 >nul
type "%~dp0server\no-node.txt"
pause
exit /b 1

rem A double click inside a zip file unpacks this file alone.
:packed
chcp 65001 >nul
echo Unpack the whole zip file first, then start from the unpacked folder.
echo 请先解压整个 zip 文件，再从解压后的文件夹启动。
pause
exit /b 1
