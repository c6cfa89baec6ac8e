NAME="not-received-taobao"
