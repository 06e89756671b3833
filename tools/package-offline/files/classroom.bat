@echo off
rem Starts the course for students who open this machine by its address.
call "%~dp0start.bat" --classroom %*
